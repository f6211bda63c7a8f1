import { expect, test } from "vitest";
import { changesOf } from "./changes-of.ts";

test("only what differs is told, by its path", () => {
  const before = { name: "a", labels: { team: "x", tier: "1" }, same: [1] };
  const after = { name: "b", labels: { team: "x" }, same: [1], added: true };
  expect(changesOf(before, after)).toEqual([
    { path: "name", before: "a", after: "b" },
    { path: "labels.tier", before: "1", after: undefined },
    { path: "added", before: undefined, after: "true" },
  ]);
});

test("a new object has no before, and a removed one no after", () => {
  expect(changesOf(null, { a: 1 })).toEqual([{ path: "a", before: undefined, after: "1" }]);
  expect(changesOf({ a: null }, null)).toEqual([{ path: "a", before: "null", after: undefined }]);
});
