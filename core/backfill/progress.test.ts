import { expect, test } from "vitest";
import { overallFraction, rowsLeft } from "./progress.ts";

test("weighs shards by their rows", () => {
  const done = { state: "done", fraction: 1, rowEstimate: 900 } as const;
  const open = { state: "open", fraction: 0, rowEstimate: 100 } as const;
  expect(overallFraction([done, open])).toBeCloseTo(0.9);
});

test("weighs shards alike where one of them is not known", () => {
  const done = { state: "done", fraction: 1, rowEstimate: null } as const;
  const open = { state: "open", fraction: 0, rowEstimate: 100 } as const;
  expect(overallFraction([done, open])).toBeCloseTo(0.5);
});

test("is 1 only when every shard is done, and never above", () => {
  expect(overallFraction([{ state: "open", fraction: 7, rowEstimate: 1 }])).toBeLessThan(1);
  expect(overallFraction([{ state: "done", fraction: 0.2, rowEstimate: 1 }])).toBe(1);
  expect(overallFraction([])).toBe(0);
});

test("rows left follow from what was scanned, and at first from the estimate", () => {
  expect(rowsLeft(0.5, 1_000, 50)).toBe(1_000);
  expect(rowsLeft(0, 0, 5_000)).toBe(5_000);
  expect(rowsLeft(1, 1_000, 5_000)).toBe(0);
  expect(rowsLeft(0, 0, null)).toBe(0);
});
