import { expect, test } from "vitest";
import { firstRow, keyOf } from "./table-shape.ts";
import { apply, compare, type StoredRow, type Table } from "./written-table.ts";

const tableOf = (...uids: readonly number[]): Table => new Map(uids.map((uid) => [uid, firstRow(uid, false)]));
const stored = (uid: number, row: Partial<StoredRow> = {}): StoredRow => ({
  uid,
  key: [String(uid * 10)],
  moves: 0,
  a: `Name ${uid}`,
  v: 0,
  n: 1,
  b: null,
  isPoison: false,
  ...row,
});
const COUNT = { shape: "count", hasEnded: true, keyOf: (place: number) => keyOf("int", place) } as const;
const COPY = { ...COUNT, shape: "copy" } as const;
const verdicts = (...found: ReturnType<typeof compare>) => found.map(({ uid, verdict }) => `${uid} ${verdict}`);

test("a table that had each effect once has no difference", () => {
  expect(compare(tableOf(1, 2), [stored(1), stored(2)], COUNT)).toEqual([]);
  expect(compare(tableOf(1), [stored(1, { n: 0, b: "name 1/6" })], COPY)).toEqual([]);
});

test("lost: the row is gone, or its effect is missing", () => {
  expect(verdicts(...compare(tableOf(1, 2), [stored(1, { n: 0 })], COUNT))).toEqual(["1 lost", "2 lost"]);
  expect(verdicts(...compare(tableOf(1), [stored(1, { n: 0 })], COPY))).toEqual(["1 lost"]);
});

test("doubled: counted twice", () => {
  expect(verdicts(...compare(tableOf(1), [stored(1, { n: 2 })], COUNT))).toEqual(["1 doubled"]);
});

test("wrong: a value of a writer was overwritten, a copy is stale, a deleted row is back, an impossible row was written", () => {
  expect(verdicts(...compare(tableOf(1), [stored(1, { v: 1 })], COUNT))).toEqual(["1 wrong"]);
  expect(verdicts(...compare(tableOf(1), [stored(1, { n: 0, b: "name 2/6" })], COPY))).toEqual(["1 wrong"]);
  expect(verdicts(...compare(tableOf(), [stored(1)], COUNT))).toEqual(["1 wrong"]);
  const poisoned: Table = new Map([[1, firstRow(1, true)]]);
  expect(verdicts(...compare(poisoned, [stored(1, { isPoison: true })], COUNT))).toEqual(["1 wrong"]);
});

test("a run that did not end may lack effects, and nothing else", () => {
  const rows = [stored(1, { n: 0 }), stored(2, { n: 2 })];
  expect(verdicts(...compare(tableOf(1, 2, 3), rows, { ...COUNT, hasEnded: false }))).toEqual(["2 doubled", "3 lost"]);
});

test("the log of a writer, replayed, is the table", () => {
  const table = tableOf(1, 2);
  apply(table, { kind: "change", uid: 1, a: "Other" });
  apply(table, { kind: "touch", uid: 1 });
  apply(table, { kind: "move", uid: 1, place: 77 });
  apply(table, { kind: "delete", uid: 2 });
  apply(table, { kind: "insert", row: { ...firstRow(9, false), place: 5 } });
  expect([...table.values()]).toEqual([
    { uid: 1, place: 77, moves: 1, a: "Other", v: 1, isPoison: false },
    { uid: 9, place: 5, moves: 0, a: "Name 9", v: 0, isPoison: false },
  ]);
  expect(() => apply(table, { kind: "touch", uid: 2 })).toThrow("row 2, which it has deleted");
});
