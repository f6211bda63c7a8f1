import { expect, test } from "vitest";
import { foreseen, isNearStop } from "./near-stop.ts";

const LAG = { slow: null, stop: 5, resume: 1 };
const DISK = { slow: 0.2, stop: 0.15, resume: 0.25 };

test("a value that rises is seen where it will be at the next look", () => {
  expect(foreseen(4, LAG, { before: 3, stepMs: 1_000 })).toBeCloseTo(5.25);
  expect(foreseen(4, LAG, { before: 3.75, stepMs: 250 })).toBeCloseTo(4.5);
});

test("one that gets better, or that nothing is known of before, is as it is", () => {
  expect(foreseen(4, LAG, { before: 4.9, stepMs: 1_000 })).toBe(4);
  expect(foreseen(4, LAG, { before: null, stepMs: 0 })).toBe(4);
  expect(foreseen(0.3, DISK, { before: 0.2, stepMs: 1_000 })).toBe(0.3);
});

test("where less is worse a value that falls is foreseen", () => {
  expect(foreseen(0.2, DISK, { before: 0.22, stepMs: 1_000 })).toBeCloseTo(0.175);
});

test("two looks in one moment do not make a cliff", () => {
  expect(foreseen(1.1, LAG, { before: 1, stepMs: 1 })).toBeLessThan(1.5);
});

test("near begins well before the limit, on the side that is worse", () => {
  expect([1.4, 1.5, 6, null].map((value) => isNearStop(value, LAG))).toEqual([false, true, true, false]);
  expect([0.25, 0.2, 0.1].map((value) => isNearStop(value, DISK))).toEqual([false, true, true]);
  expect(isNearStop(100, { slow: 4, stop: null, resume: null })).toBe(false);
});
