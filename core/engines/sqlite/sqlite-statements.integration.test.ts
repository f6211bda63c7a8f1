import { expect, test } from "vitest";
import { sqliteDriver } from "#server/targets/sqlite-driver.ts";
import { createSqliteStatements } from "./sqlite-statements.ts";

const reader = createSqliteStatements(sqliteDriver);

test.each([
  ["CREATE TABLE a (x INT)", "CREATE TABLE", "expand", "sql", 'DROP TABLE "a"'],
  ["ALTER TABLE a ADD COLUMN x INT", "ALTER TABLE … ADD COLUMN", "expand", "sql", 'ALTER TABLE "a" DROP COLUMN "x"'],
  [
    "ALTER TABLE a RENAME b TO c",
    "ALTER TABLE … RENAME COLUMN",
    "cutover",
    "sql",
    'ALTER TABLE "a" RENAME COLUMN "c" TO "b"',
  ],
  ["ALTER TABLE a RENAME TO b", "ALTER TABLE … RENAME TO", "cutover", "sql", 'ALTER TABLE "b" RENAME TO "a"'],
  ["ALTER TABLE a DROP COLUMN b", "ALTER TABLE … DROP COLUMN", "contract", "sql", null],
  ["ALTER TABLE a ALTER COLUMN b SET NOT NULL", "ALTER TABLE … ALTER COLUMN … SET NOT NULL", "contract", "sql", null],
  ["CREATE UNIQUE INDEX IF NOT EXISTS i ON a (b)", "CREATE UNIQUE INDEX", "expand", "index", 'DROP INDEX "i"'],
  ["DROP INDEX i", "DROP INDEX", "contract", "index", null],
  ["UPDATE a SET b = 1 WHERE b IS NULL", "UPDATE", "backfill", "backfill", null],
  ["UPDATE a SET b = 1 FROM c WHERE c.id = a.id", "UPDATE", "backfill", "sql", null],
  ["DELETE FROM a", "DELETE", "contract", "sql", null],
  ["INSERT INTO a VALUES (1, 2)", "INSERT", "expand", "sql", null],
  ["WITH x AS (SELECT 1) SELECT * FROM x", "SELECT", "verify", "check", null],
  ["CREATE VIEW v AS SELECT b FROM a", "CREATE VIEW", "expand", "sql", 'DROP VIEW "v"'],
])("%s", async (sql, label, phase, kind, undo) => {
  const [statement] = await reader.read(sql);
  expect(statement).toMatchObject({ label, undo, placement: { phase, kind } });
});

test.each(["BEGIN", "COMMIT", "PRAGMA foreign_keys = OFF", "ATTACH 'x' AS y", "VACUUM"])(
  "%s has no place in a plan",
  async (sql) => {
    await expect(reader.read(sql)).resolves.toMatchObject([{ placement: { phase: null } }]);
  },
);

test.each([
  ["SELECT 1;\n  SELEC 2", 2, 3, /near "SELEC"/],
  ["UPDATE t SET a = WHERE 1", 1, 18, /near "WHERE"/],
  ["CREATE TABLE a (x INT,)", 1, 23, /near "\)"/],
  ["SELECT a FROM t WHERE (a", 1, 25, /incomplete input/],
  ["SELECT 'abc", 1, 8, /unrecognized token/],
  ["SELECT\n nofun(1)", 2, 2, /no such function/],
  ["INSERT INTO t VALUES (?)", 1, 23, /no parameters/],
])("%j does not parse at line %i, column %i", async (sql, line, column, message) => {
  await expect(reader.read(sql)).rejects.toMatchObject({ code: "invalid-plan", message, details: [{ line, column }] });
});

test("names the tables and columns that must exist, with their places and whose they are", async () => {
  const [statement] = await reader.read(
    "SELECT c.id,\n p.b FROM city AS c JOIN person p ON p.home = c.id WHERE zz = 1",
  );
  expect(statement?.tables).toEqual([
    { name: "city", line: 2, column: 11, access: "read" },
    { name: "person", line: 2, column: 26, access: "read" },
  ]);
  expect(statement?.columns).toEqual(
    expect.arrayContaining([
      { table: { name: "city" }, column: "id", line: 1, col: 10 },
      { table: { name: "person" }, column: "b", line: 2, col: 4 },
      { table: { name: "person" }, column: "home", line: 2, col: 40 },
      { table: null, column: "zz", line: 2, col: 58 },
    ]),
  );
});

test("an UPDATE that can run in batches comes apart into its parts", async () => {
  const [statement] = await reader.read(
    `UPDATE "city" SET latitude = CAST(replace(lat, ',', '.') AS REAL), n = 1 WHERE latitude IS NULL`,
  );
  expect(statement?.update).toEqual({
    table: { name: "city" },
    set: { latitude: "CAST(replace(lat, ',', '.') AS REAL)", n: "1" },
    where: "latitude IS NULL",
  });
});

test("what a script makes is no name that must exist before it in the same statement", async () => {
  const [made] = await reader.read("CREATE TABLE a (x INT PRIMARY KEY, y INT REFERENCES b (id))");
  expect(made).toMatchObject({ tables: [], columns: [], creates: { tables: [{ name: "a" }] } });
});

test("an expression tells its columns; aggregates, lists and half sentences are refused", async () => {
  const names = async (expression: string) => (await reader.readExpression(expression)).map((use) => use.column);
  await expect(names("CAST(lat AS REAL) + (SELECT max(z) FROM other)")).resolves.toEqual(["lat", "z"]);
  await expect(names("n = 0 OR NOT EXISTS (SELECT 1 FROM done f WHERE f.lo < lat)")).resolves.toEqual(["n", "lat"]);
  await expect(names("lat -- a comment")).resolves.toEqual(["lat"]);
  for (const expression of ["count(*)", "lat, 1", "lat) , (x", "lat +", "", "?", "'abc", "lat; DROP TABLE x"]) {
    await expect(reader.readExpression(expression)).rejects.toMatchObject({ code: "invalid-plan" });
  }
});

test("table names may be quoted and qualified with main only", () => {
  expect(reader.parseTable('main."a b"')).toEqual({ name: "a b" });
  expect(() => reader.parseTable("other.t")).toThrow("does not name a table");
  expect(reader.quoteTable({ name: 'a "b"' })).toBe('"a ""b"""');
});
