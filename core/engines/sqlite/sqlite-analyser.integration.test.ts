import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DomainError } from "#core/domain/domain-error.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import { propertyRuns } from "#test/property-runs.ts";

const { analyser } = engineOf("sqlite");
const context = { version: 3.53, transaction: "own" } as const;
const BASE = `CREATE TABLE parent(id INTEGER PRIMARY KEY, v TEXT);
  CREATE TABLE t(id INTEGER PRIMARY KEY, a INT, b TEXT NOT NULL DEFAULT 'x', parent_id INT REFERENCES parent(id) ON DELETE CASCADE, CHECK (a > 0));
  CREATE INDEX t_a ON t(a) WHERE a > 1;
  CREATE VIEW tv AS SELECT id, b FROM t`;

async function predict(sql: string) {
  const model = analyser.modelOf(await analyser.read(BASE));
  const [statement] = await analyser.read(sql);
  if (!statement) throw new Error("no statement");
  return { statement, effects: analyser.predict(statement, model, context) };
}

test.each([
  ["ALTER TABLE t ADD COLUMN z INT", "add-column", { rewrites: false, scans: false }],
  ["ALTER TABLE t ADD COLUMN z INT CHECK (z > 0)", "add-column", { rewrites: false, scans: true }],
  ["ALTER TABLE t DROP COLUMN b", "drop-column", { rewrites: true, scans: false }],
  ["CREATE UNIQUE INDEX i ON t(lower(b))", "create-index", { buildsIndex: true }],
  ["UPDATE t SET a = 1", "update", { scans: true }],
  ["ALTER TABLE t RENAME COLUMN a TO c", "rename-column", { rewrites: false }],
])("%s is %s", async (sql, kind, effect) => {
  const { statement, effects } = await predict(sql);
  expect(statement.changes[0]?.kind).toBe(kind);
  expect(effects.relations[0]).toMatchObject({
    relation: { schema: "main", name: "t" },
    blocks: ["writes"],
    ...effect,
  });
});

/** What SQLite itself answers, for every form that the analysis says it refuses or takes. */
test.each([
  ["ALTER TABLE t ADD COLUMN z INT NOT NULL", true],
  ["ALTER TABLE t ADD COLUMN z INT NOT NULL DEFAULT 1", false],
  ["ALTER TABLE t ADD COLUMN z TEXT DEFAULT CURRENT_TIMESTAMP", true],
  ["ALTER TABLE t ADD COLUMN z INT DEFAULT (1 + 1)", true],
  ["ALTER TABLE t ADD COLUMN z INT GENERATED ALWAYS AS (a) STORED", true],
  ["ALTER TABLE t ADD COLUMN z INT GENERATED ALWAYS AS (a) VIRTUAL", false],
  ["ALTER TABLE t ADD COLUMN z INT REFERENCES parent(id)", false],
  ["ALTER TABLE t ADD COLUMN z INT DEFAULT 1 REFERENCES parent(id)", true],
  ["ALTER TABLE T ADD COLUMN A INT", true],
  ["ALTER TABLE t DROP COLUMN z", true],
  ['ALTER TABLE "T" DROP COLUMN PARENT_ID', false],
  ["ALTER TABLE t RENAME COLUMN z TO y", true],
  ["ALTER TABLE t RENAME COLUMN a TO B", true],
  ["ALTER TABLE t RENAME COLUMN A TO y", false],
  ["ALTER TABLE t RENAME TO parent", true],
  ["ALTER TABLE z ADD COLUMN a INT", true],
  ["CREATE TABLE Parent(id INT)", true],
  ["CREATE TABLE IF NOT EXISTS parent(id INT)", false],
  ["CREATE TEMP TABLE parent(id INT)", false],
  ["CREATE VIEW parent AS SELECT 1", true],
  ["CREATE INDEX T_A ON t(b)", true],
  ["CREATE INDEX IF NOT EXISTS t_a ON t(b)", false],
  ["CREATE INDEX z_a ON z(a)", true],
  ["DROP TABLE z", true],
  ["DROP TABLE IF EXISTS z", false],
  ["DROP INDEX z", true],
  ["DROP INDEX T_A", false],
])("%s: refused %s, by SQLite and by the analysis", async (sql, refused) => {
  const database = new DatabaseSync(":memory:");
  database.exec(`PRAGMA foreign_keys = ON; ${BASE}; INSERT INTO t(id, a) VALUES (1, 1)`);
  const outcome = (() => {
    try {
      database.exec(sql);
      return false;
    } catch {
      return true;
    }
  })();
  database.close();
  expect(outcome).toBe(refused);
  expect((await predict(sql)).effects.refused !== null).toBe(refused);
});

test("what SQLite does not even parse is refused with its place", async () => {
  await expect(analyser.read("ALTER TABLE t ADD COLUMN z INT UNIQUE")).rejects.toMatchObject({
    code: "invalid-plan",
    details: [{ line: 1, column: 1 }],
  });
});

test("columns, constraints and foreign keys are read from CREATE TABLE", async () => {
  const model = analyser.modelOf(await analyser.read(BASE));
  const table = model.tables.get("main\0t");
  expect(table?.columns.map(({ name, notNull }) => [name, notNull])).toEqual([
    ["id", "yes"],
    ["a", "no"],
    ["b", "yes"],
    ["parent_id", "no"],
  ]);
  expect(table?.constraints.map(({ kind, columns }) => [kind, columns])).toEqual([
    ["primary-key", ["id"]],
    ["foreign-key", ["parent_id"]],
    ["check", ["a"]],
  ]);
  expect(table?.constraints[1]?.references).toMatchObject({ table: { name: "parent" }, onDelete: "cascade" });
});

const WORDS =
  "ALTER TABLE t ADD COLUMN DROP CREATE INDEX ON ( ) , ; NOT NULL DEFAULT CHECK REFERENCES UNIQUE RENAME TO UPDATE SET a = 1 WHERE 'x' \"__proto__\" constructor INSERT INTO VALUES SELECT * FROM DELETE PRAGMA WITH AS".split(
    " ",
  );

test("no text brings the analysis down", async () => {
  const model = analyser.modelOf(await analyser.read(BASE));
  const property = fc.asyncProperty(fc.array(fc.constantFrom(...WORDS), { maxLength: 14 }), async (words) => {
    const read = await analyser.read(words.join(" ")).catch((error: unknown) => {
      expect(error).toBeInstanceOf(DomainError);
      return [];
    });
    for (const it of read) {
      analyser.predict(it, model, context);
      analyser.apply(it, model);
    }
  });
  await fc.assert(property, propertyRuns(400));
});
