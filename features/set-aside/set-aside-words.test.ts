import { expect, test } from "vitest";
import type { SetAsideGroup } from "#contracts/set-aside.ts";
import { causeText, inOrder, openRows, retryText } from "./set-aside-words.ts";

const group = (given: Partial<SetAsideGroup>): SetAsideGroup => ({
  kind: "poison",
  status: "open",
  code: "22P02",
  message: "invalid input syntax for type numeric",
  rows: 1,
  ...given,
});

test("open groups come first, the largest of them on top", () => {
  const groups = [
    group({ status: "fixed", rows: 90 }),
    group({ rows: 2 }),
    group({ status: "waived" }),
    group({ rows: 5 }),
  ];
  expect(inOrder(groups).map((it) => [it.status, it.rows])).toEqual([
    ["open", 5],
    ["open", 2],
    ["waived", 1],
    ["fixed", 90],
  ]);
  expect(openRows(groups)).toBe(7);
});

test("a retry tells what became of the rows", () => {
  expect(retryText({ fixed: 2, gone: 1, stillOpen: 3 })).toBe(
    "2 rows written, 1 row no longer there, 3 rows still open.",
  );
  expect(retryText({ fixed: 0, gone: 0, stillOpen: 0 })).toBe("There was no open row to try.");
});

test("a cause without a message is still told", () => {
  expect(causeText(group({}))).toBe("invalid input syntax for type numeric");
  expect(causeText(group({ kind: "hot", message: null, code: null }))).toContain("Locked by somebody else");
  expect(causeText(group({ message: null }))).toContain("22P02");
});
