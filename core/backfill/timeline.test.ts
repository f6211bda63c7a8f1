import { expect, test } from "vitest";
import { asTimeline, coveredMs } from "./timeline.ts";

const MINUTE = 60_000;

test("time that slices worked at once counts once, and their rows together", () => {
  const one = { at: MINUTE, ms: 5_000, rowsScanned: 100 };
  const line = asTimeline([one, one, one]);
  expect(line).toEqual([{ ms: 5_000, rowsScanned: 300 }]);
});

test("pauses are no running time", () => {
  const line = asTimeline([
    { at: MINUTE, ms: 2_000, rowsScanned: 10 },
    { at: 9 * MINUTE, ms: 2_000, rowsScanned: 10 },
  ]);
  expect(line.reduce((sum, { ms }) => sum + ms, 0)).toBe(4_000);
});

test("a long stretch is spread over its time", () => {
  const line = asTimeline([{ at: 20_000, ms: 20_000, rowsScanned: 400 }]);
  expect(line).toEqual(Array.from({ length: 4 }, () => ({ ms: 5_000, rowsScanned: 100 })));
});

test("what intervals cover", () => {
  expect(
    coveredMs([
      [0, 10],
      [5, 12],
      [20, 25],
      [21, 22],
    ]),
  ).toBe(17);
  expect(coveredMs([])).toBe(0);
});
