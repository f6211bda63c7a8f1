import { expect, test } from "vitest";
import type { DomainError } from "#core/domain/domain-error.ts";
import { createPostgresStatements } from "./postgres-statements.ts";

const reader = createPostgresStatements();
const only = async (sql: string) => {
  const statements = await reader.read(sql);
  const [statement] = statements;
  if (!statement || statements.length !== 1) throw new Error(`${statements.length} statements`);
  return statement;
};
const detailOf = async (work: Promise<unknown>) =>
  await work.then(
    () => expect.unreachable("it was read"),
    (error: DomainError) => ({ code: error.code, ...error.details[0] }),
  );

test("statements are cut by bytes of UTF-8 and placed in UTF-16, as editors count", async () => {
  const statements = await reader.read("SELECT 'é🦉'; -- ü\nSELECT  2;\n  UPDATE é SET a = 1");
  expect(statements.map(({ text, line, column }) => ({ text, line, column }))).toEqual([
    { text: "SELECT 'é🦉'", line: 1, column: 1 },
    { text: "SELECT  2", line: 2, column: 1 },
    { text: "UPDATE é SET a = 1", line: 3, column: 3 },
  ]);
  expect(statements[2]?.tables).toMatchObject([{ name: "é", line: 3, column: 10 }]);
});

test.each([
  ["SELECT 1;\nALTER TABLE t ADD COLUM a int", { line: 2, column: 27 }],
  ["SELECT 'é🦉'; selec", { line: 1, column: 15 }],
  ["SELECT 1\0; DROP TABLE x", { line: 1, column: 9 }],
  ["SELECT (", { line: 1, column: 9 }],
])("%j does not parse, and it is told where", async (sql, place) => {
  expect(await detailOf(reader.read(sql))).toMatchObject({ code: "invalid-plan", ...place });
});

test("a text of comments holds no statement", async () => {
  await expect(reader.read("-- nothing\n/* here */ ;;")).resolves.toEqual([]);
});

test.each([
  ["ALTER TABLE city ADD COLUMN a int", "expand", "sql", "ALTER TABLE city DROP COLUMN a"],
  ["ALTER TABLE city ADD COLUMN IF NOT EXISTS a int", "expand", "sql", null],
  ["CREATE TABLE s.x (id int)", "expand", "sql", "DROP TABLE s.x"],
  ['CREATE UNIQUE INDEX "I" ON s.city (a)', "expand", "index", 'DROP INDEX s."I"'],
  ["CREATE VIEW v AS SELECT 1", "expand", "sql", "DROP VIEW v"],
  ["CREATE TYPE mood AS ENUM ('a')", "expand", "sql", "DROP TYPE mood"],
  ["ALTER TABLE city ADD CONSTRAINT k CHECK (a > 0) NOT VALID", "expand", "sql", "ALTER TABLE city DROP CONSTRAINT k"],
  ["ALTER TABLE city ADD CHECK (a > 0)", "contract", "sql", null],
  ["ALTER TABLE city VALIDATE CONSTRAINT k", "verify", "sql", null],
  ["ALTER TABLE city DROP COLUMN a", "contract", "sql", null],
  ["ALTER TABLE city ALTER a SET NOT NULL", "contract", "sql", "ALTER TABLE city ALTER COLUMN a DROP NOT NULL"],
  ["ALTER TABLE city RENAME COLUMN a TO b", "contract", "sql", "ALTER TABLE city RENAME COLUMN b TO a"],
  ["ALTER TABLE city RENAME TO town", "contract", "sql", "ALTER TABLE town RENAME TO city"],
  ["ALTER TABLE city ALTER a TYPE bigint", "contract", "sql", null],
  ["DROP TABLE city", "contract", "sql", null],
  ["DROP INDEX i", "contract", "index", null],
  ["UPDATE city SET a = b", "backfill", "backfill", null],
])("%s belongs in %s as %s, undone by %s", async (sql, phase, kind, undo) => {
  const statement = await only(sql);
  expect(statement.placement).toMatchObject({ phase, kind });
  expect(statement.undo).toBe(undo);
});

test.each([
  "SELECT 1",
  "INSERT INTO t VALUES (1)",
  "DELETE FROM t",
  "TRUNCATE t",
  "BEGIN",
  "GRANT SELECT ON t TO x",
  "SET lock_timeout = 1",
  "VACUUM t",
  "DO $$ BEGIN END $$",
  "UPDATE t SET a = u.a FROM u WHERE t.id = u.id",
  "ALTER TABLE t ADD COLUMN a int, DROP COLUMN b",
  "LISTEN x",
])("%s is not placed, with a reason", async (sql) => {
  const { placement } = await only(sql);
  expect(placement.phase).toBeNull();
  expect(placement.why.length).toBeGreaterThan(20);
});

test("tables with their access and place; what the statement makes is not among them", async () => {
  const { tables } = await only("CREATE TABLE visit (city_id int REFERENCES app.city (id))");
  expect(tables).toEqual([{ schema: "app", name: "city", line: 1, column: 44, access: "read" }]);
  const insert = await only(
    "WITH gone AS (DELETE FROM a RETURNING x) INSERT INTO b SELECT x FROM gone JOIN c USING (x)",
  );
  expect(insert.tables.map(({ name, access }) => [name, access]).toSorted()).toEqual([
    ["a", "write"],
    ["b", "write"],
    ["c", "read"],
  ]);
  expect((await only("DROP TABLE IF EXISTS a")).tables).toEqual([]);
  expect((await only("DROP TRIGGER x ON s.t")).tables).toMatchObject([{ schema: "s", name: "t", access: "ddl" }]);
});

test("columns are told with their table where that is certain, and not at all where it cannot be told", async () => {
  const names = async (sql: string) =>
    (await only(sql)).columns.map(({ table, column }) => `${table?.name ?? "?"}.${column}`);
  expect(await names("SELECT c.id, lat AS l FROM city c WHERE x > 1 ORDER BY l")).toEqual([
    "city.id",
    "city.lat",
    "city.x",
  ]);
  expect(await names("SELECT a FROM t, u WHERE t.b = u.c")).toEqual(["?.a", "t.b", "u.c"]);
  expect(await names("SELECT a FROM (SELECT 1 AS a) q, t")).toEqual([]);
  expect(await names("SELECT city FROM city WHERE ctid IS NOT NULL")).toEqual([]);
  expect(await names("ALTER TABLE t ADD COLUMN n int, ADD CONSTRAINT c CHECK (n > m)")).toEqual(["t.m"]);
  expect(await names("ALTER TABLE t DROP COLUMN t, ADD FOREIGN KEY (a) REFERENCES p (b)")).toEqual([
    "t.t",
    "t.a",
    "p.b",
  ]);
  expect(await names("CREATE INDEX i ON t (a, lower(b)) INCLUDE (c) WHERE d")).toEqual(["t.a", "t.c", "t.b", "t.d"]);
  expect(await names("INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = excluded.b")).toEqual([
    "t.a",
    "t.b",
  ]);
});

test("the place of a column that the parser does not place", async () => {
  const { columns } = await only('ALTER TABLE city\n  DROP COLUMN city,\n  ALTER "É" SET NOT NULL');
  expect(columns.map(({ column, line, col }) => ({ column, line, col }))).toEqual([
    { column: "city", line: 2, col: 15 },
    { column: "É", line: 3, col: 9 },
  ]);
});

test("an UPDATE is cut into the parts of a backfill as they were written", async () => {
  const { update } = await only(
    "UPDATE app.city SET\n  latitude = greatest(lat, '0')::numeric(8,5), \"Name\" = trim(name) -- tidy\nWHERE latitude IS NULL AND f(',where')",
  );
  expect(update).toEqual({
    table: { schema: "app", name: "city" },
    set: { latitude: "greatest(lat, '0')::numeric(8,5)", Name: "trim(name) -- tidy" },
    where: "latitude IS NULL AND f(',where')",
  });
});

test.each([
  "UPDATE t SET (a, b) = (1, 2)",
  "UPDATE t SET a = DEFAULT",
  "UPDATE t x SET a = x.b",
  "UPDATE ONLY t SET a = 1",
  "UPDATE t SET a = (SELECT max(b) FROM u)",
  "UPDATE t SET a[1] = 2",
  "UPDATE t SET a = 1 RETURNING a",
  "WITH c AS (SELECT 1) UPDATE t SET a = 1",
])("%s is no backfill", async (sql) => {
  expect((await only(sql)).update).toBeNull();
});

test("an expression's columns, without those of a query inside it", async () => {
  const columns = await reader.readExpression("coalesce(lat,\n  city.lng) || (SELECT max(x) FROM u)");
  expect(columns).toEqual([
    { table: null, column: "lat", line: 1, col: 10 },
    { table: { name: "city" }, column: "lng", line: 2, col: 3 },
  ]);
  expect(await detailOf(reader.readExpression("lat::"))).toMatchObject({ line: 2, column: 1 });
});

test.each(["a, b", "a) FROM t; DROP TABLE t; SELECT (1", "a) FROM t WHERE (b", "", "a AS b"])(
  "%j is no expression",
  async (sql) => {
    expect(await detailOf(reader.readExpression(sql))).toMatchObject({ code: "invalid-plan" });
  },
);

test.each([
  ["city", { name: "city" }],
  ["App.City", { schema: "app", name: "city" }],
  ['"App"."a.b""c"', { schema: "App", name: 'a.b"c' }],
])("%s is a table", (text, table) => {
  expect(reader.parseTable(text)).toEqual(table);
});

test.each(["a.b.c", "", "a b", "a.", '"a'])("%j is no table", (text) => {
  expect(() => reader.parseTable(text)).toThrow(/is no table/);
});
