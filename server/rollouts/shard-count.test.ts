import { expect, test } from "vitest";
import { shardCount } from "./shard-count.ts";

test.each([
  ["a small table is one range", 500, 4, 1],
  ["ranges are not so small that beginning them takes longer", 30_000, 4, 3],
  ["a big table is cut into eight ranges a slice", 1_000_000_000, 2, 16],
  ["a big table is cut also where nothing may run now", 1_000_000_000, 0, 8],
  ["there is an end to it", 1_000_000_000, 64, 64],
  ["a size that is not known is taken for big", null, 1, 8],
])("%s", (_, rows, slices, expected) => {
  expect(shardCount(rows, slices)).toBe(expected);
});
