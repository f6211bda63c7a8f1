import { expect, test } from "vitest";
import { readTableText } from "./sqlite-table-text.ts";

test("finds collations and checks of columns and of the table", () => {
  const { collations, checks, autoincrement } = readTableText(`CREATE TABLE "a b" (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT COLLATE nocase NOT NULL DEFAULT ('x, COLLATE y'),
    n INT CONSTRAINT positive CHECK (n > 0 AND (n < 9)), "check" TEXT COLLATE RTRIM, UNIQUE (name COLLATE BINARY),
    CONSTRAINT both CHECK (n <> 1), CHECK (id > 0)) STRICT`);
  expect([...collations]).toEqual([
    ["name", "NOCASE"],
    ["check", "RTRIM"],
  ]);
  expect(checks).toEqual([
    { name: "positive", definition: "CHECK (n > 0 AND (n < 9))" },
    { name: "both", definition: "CHECK (n <> 1)" },
    { name: null, definition: "CHECK (id > 0)" },
  ]);
  expect(autoincrement).toBe(true);
});
