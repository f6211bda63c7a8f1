import { expect, test } from "vitest";
import type { ErrorClass } from "../engine-errors.ts";
import { sqliteErrors } from "./sqlite-errors.ts";

const failure = (errcode: number, message = "", code = "ERR_SQLITE_ERROR") =>
  Object.assign(new Error(message), { errcode, code });

test.each<[number, string, ErrorClass]>([
  [5, "database is locked", "lock-wait"],
  [261, "database is locked", "conflict"],
  [517, "database is locked", "conflict"],
  [1299, "NOT NULL constraint failed: t.a", "poison"],
  [787, "FOREIGN KEY constraint failed", "poison"],
  [20, "datatype mismatch", "poison"],
  [1, "no such column: a", "schema-moved"],
  [1, "integer overflow", "poison"],
  [1, 'near "x": syntax error', "bug"],
  [17, "database schema has changed", "schema-moved"],
  [1032, "attempt to write a readonly database", "wrong-server"],
  [13, "database or disk is full", "storage"],
  [522, "disk I/O error", "storage"],
  [18, "string or blob too big", "too-big"],
  [9, "interrupted", "cancelled"],
])("%i (%s) is %s", (errcode, message, expected) => {
  expect(sqliteErrors.classify(failure(errcode, message))).toBe(expected);
});

test("a thread that is gone is a lost connection, and anything unknown our bug", () => {
  expect(sqliteErrors.classify(failure(0, "gone", "SLUICE_THREAD_GONE"))).toBe("connection");
  expect(sqliteErrors.classify(new TypeError("oops"))).toBe("bug");
});

test("what a trigger raises is not passed on: it may hold a row", () => {
  expect(sqliteErrors.describe(failure(1811, "secret row"))).toEqual({
    code: "SQLITE_CONSTRAINT_TRIGGER",
    message: "a trigger refused the change (RAISE)",
  });
});
