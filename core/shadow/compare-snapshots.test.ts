import { expect, test } from "vitest";
import { compareSnapshots, linesOfDifference } from "./compare-snapshots.ts";

const before = new Map([
  ["table t", "table"],
  ["column t.a", "integer"],
  ["column t.b", "text"],
]);
const after = new Map([
  ["table t", "table"],
  ["column t.a", "bigint"],
  ["index t_a", "CREATE INDEX t_a\n  ON t (a)"],
]);

test("what was made, changed and lost is told by name", () => {
  expect(compareSnapshots(before, after)).toEqual({
    made: ["index t_a"],
    changed: ["column t.a"],
    gone: ["column t.b"],
  });
  expect(compareSnapshots(before, before)).toEqual({ made: [], changed: [], gone: [] });
});

test("as lines it reads like a diff, each thing on one line", () => {
  expect(linesOfDifference(before, after)).toEqual([
    "- column t.b: text",
    "- column t.a: integer",
    "+ column t.a: bigint",
    "+ index t_a: CREATE INDEX t_a ON t (a)",
  ]);
  const long = new Map([["view v", "x".repeat(1_000)]]);
  expect(linesOfDifference(new Map(), long)[0]?.length).toBeLessThan(420);
});
