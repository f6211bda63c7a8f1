import { expect, test } from "vitest";
import { estimateEta, rateNow } from "./estimate-eta.ts";
import type { Stretch } from "./timeline.ts";

const steady = (seconds: number, rowsPerSecond: number): Stretch[] =>
  Array.from({ length: seconds }, () => ({ ms: 1_000, rowsScanned: rowsPerSecond }));

test("is not known in the first minute of running", () => {
  expect(estimateEta(steady(59, 100), 1_000)).toBeNull();
  expect(estimateEta(steady(60, 100), 1_000)).not.toBeNull();
  expect(estimateEta([], 1_000)).toBeNull();
});

test("a steady rate gives one time", () => {
  expect(estimateEta(steady(120, 100), 6_000)).toEqual({ fromSeconds: 60, toSeconds: 60 });
});

test("an unsteady rate gives a range from its fast to its slow part", () => {
  const stretches = [...steady(100, 200), ...steady(100, 50)];
  expect(estimateEta(stretches, 10_000)).toEqual({ fromSeconds: 50, toSeconds: 200 });
});

test("only the last fifteen minutes count", () => {
  expect(estimateEta([...steady(1_000, 1), ...steady(900, 100)], 100)).toEqual({ fromSeconds: 1, toSeconds: 1 });
});

test("is not known while nothing moves, and never negative", () => {
  expect(estimateEta(steady(100, 0), 1_000)).toBeNull();
  expect(estimateEta(steady(100, 10), -5)).toEqual({ fromSeconds: 0, toSeconds: 0 });
});

test("the rate now is of the latest running time only", () => {
  expect(rateNow([...steady(50, 1_000), ...steady(10, 40)])).toBe(40);
  expect(rateNow([])).toBeNull();
});
