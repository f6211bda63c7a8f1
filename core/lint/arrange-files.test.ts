import { expect, test } from "vitest";
import { type ArrangeOptions, arrangeFiles } from "./arrange-files.ts";

const OPTIONS: ArrangeOptions = { beside: [], projectOf: () => null };

function arranged(files: Readonly<Record<string, string>>, options: Partial<ArrangeOptions> = {}) {
  const list = Object.entries(files).map(([path, text]) => ({ path, text }));
  const beside = list.filter(({ path }) => !path.endsWith(".sql"));
  const sql = list.filter(({ path }) => path.endsWith(".sql"));
  return arrangeFiles(sql, { ...OPTIONS, beside, ...options }).map(({ runner, root, dialect, migrations }) => ({
    runner: runner.id,
    root,
    dialect,
    migrations: migrations.map(({ file, transaction, hasUndo }) => `${file.path} ${transaction} undo ${hasUndo}`),
  }));
}

test("SQLx: by number, in a transaction unless the first line says no; down files are undo", () => {
  const sets = arranged({
    "m/0010_index.up.sql": "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b);",
    "m/0002_add.up.sql": "ALTER TABLE a ADD b int;",
    "m/0002_add.down.sql": "ALTER TABLE a DROP b;",
  });
  expect(sets).toEqual([
    {
      runner: "sqlx",
      root: "m",
      dialect: "postgresql",
      migrations: ["m/0002_add.up.sql one-transaction undo true", "m/0010_index.up.sql one-message undo false"],
    },
  ]);
});

test("golang-migrate: one message, which the server makes a transaction of", () => {
  const files = { "000002_b.up.sql": "SELECT 2", "000001_a.up.sql": "SELECT 1", "000001_a.down.sql": "SELECT 0" };
  expect(arranged(files)).toMatchObject([
    {
      runner: "golang-migrate",
      migrations: ["000001_a.up.sql one-message undo true", "000002_b.up.sql one-message undo false"],
    },
  ]);
});

test("files that both tools name alike belong to the project's language", () => {
  const files = { "m/20240102030405_a.up.sql": "SELECT 1" };
  expect(arranged(files, { projectOf: () => "go" })).toMatchObject([{ runner: "golang-migrate" }]);
  expect(arranged(files, { projectOf: () => "rust" })).toMatchObject([{ runner: "sqlx" }]);
  expect(arranged(files, { runner: "golang-migrate" })).toMatchObject([{ runner: "golang-migrate" }]);
});

test("Diesel: a folder each, metadata.toml takes the transaction away", () => {
  const sets = arranged({
    "m/2024-02-01-000000_b/up.sql": "SELECT 2",
    "m/2024-02-01-000000_b/metadata.toml": "run_in_transaction = false",
    "m/2024-01-01-000000_a/up.sql": "SELECT 1",
    "m/2024-01-01-000000_a/down.sql": "SELECT 0",
  });
  expect(sets).toEqual([
    {
      runner: "diesel",
      root: "m",
      dialect: "postgresql",
      migrations: [
        "m/2024-01-01-000000_a/up.sql one-transaction undo true",
        "m/2024-02-01-000000_b/up.sql one-message undo false",
      ],
    },
  ]);
});

test("Prisma: a folder each, one message, engine as its lock file says", () => {
  const sets = arranged({
    "prisma/migrations/20240101000000_init/migration.sql": "CREATE TABLE a (id INTEGER PRIMARY KEY);",
    "prisma/migrations/20240201000000_index/migration.sql": "CREATE INDEX CONCURRENTLY a ON b (c); SELECT 1;",
    "prisma/migrations/migration_lock.toml": 'provider = "sqlite"\n',
  });
  expect(sets).toMatchObject([
    {
      runner: "prisma",
      root: "prisma/migrations",
      dialect: "sqlite",
      migrations: [/each-alone undo null/, /each-alone/].map((it) => expect.stringMatching(it)),
    },
  ]);
  const postgres = arranged({ "m/1_init/migration.sql": "SELECT 1; SELECT 2;" });
  expect(postgres).toMatchObject([{ migrations: ["m/1_init/migration.sql one-message undo null"] }]);
});

test("an engine that Sluice does not analyse is known by Prisma's lock file", () => {
  const [set] = arrangeFiles([{ path: "m/1_a/migration.sql", text: "SELECT 1" }], {
    ...OPTIONS,
    beside: [{ path: "m/migration_lock.toml", text: 'provider = "mysql"' }],
  });
  expect(set?.foreignEngine).toBe("mysql");
});

test("Flyway: by dotted version, repeatable ones last, U files undo, a .conf takes the transaction away", () => {
  const sets = arranged({
    "sql/R__views.sql": "CREATE OR REPLACE VIEW v AS SELECT 1",
    "sql/V10__c.sql": "SELECT 10",
    "sql/V2_1__b.sql": "SELECT 2",
    "sql/more/V1.5__a.sql": "SELECT 1",
    "sql/V10__c.sql.conf": "executeInTransaction=false",
    "sql/U2.1__b.sql": "SELECT 0",
  });
  expect(sets).toEqual([
    {
      runner: "flyway",
      root: "sql",
      dialect: "postgresql",
      migrations: [
        "sql/more/V1.5__a.sql by-kind undo false",
        "sql/V2_1__b.sql by-kind undo true",
        "sql/V10__c.sql each-alone undo false",
        "sql/R__views.sql by-kind undo false",
      ],
    },
  ]);
});

test("Flyway's placeholders become names, so that the text parses", () => {
  const [set] = arrangeFiles([{ path: "V1__a.sql", text: `ALTER TABLE $${"{schema}"}.a ADD b int;` }], OPTIONS);
  expect(set?.migrations[0]?.text).toBe("ALTER TABLE schema___.a ADD b int;");
});

test("dbmate: only what stands under migrate:up, on its own lines", () => {
  const text =
    "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON a (b);\n\n-- migrate:down\nDROP INDEX i;\n";
  const [set] = arrangeFiles([{ path: "db/20240101_a.sql", text }], OPTIONS);
  expect(set).toMatchObject({
    runner: { id: "dbmate" },
    migrations: [{ transaction: "one-message", hasUndo: true }],
  });
  expect(set?.migrations[0]?.text.trimEnd()).toBe(text.slice(0, text.indexOf("\n\n-- migrate:down")));
  expect(set?.migrations[0]?.text).toHaveLength(text.length);
});

test("a schema dump is known by its head, plain files stand alone, numbered ones follow each other", () => {
  const sets = arranged({
    "db/structure.sql": "SET statement_timeout = 0;\nCREATE TABLE a (id int);",
    "dump.sql": "--\n-- PostgreSQL database dump\n--\nCREATE TABLE a (id int);",
    "x.sql": "SELECT 1",
    "y.sql": "SELECT 1",
    "n/2.sql": "SELECT 2",
    "n/10_b.sql": "SELECT 10",
  });
  expect(sets.map(({ runner, root, migrations }) => [runner, root, migrations.length])).toEqual([
    ["schema-dump", "db/structure.sql", 1],
    ["schema-dump", "dump.sql", 1],
    ["plain", "x.sql", 1],
    ["plain", "y.sql", 1],
    ["numbered", "n", 2],
  ]);
  expect(sets.at(-1)?.migrations[0]).toContain("n/2.sql");
});

test("words that only one engine has tell it", () => {
  const dialectOf = (text: string) => arranged({ "a.sql": text })[0]?.dialect;
  expect(dialectOf("CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT)")).toBe("sqlite");
  expect(dialectOf("PRAGMA foreign_keys = OFF;")).toBe("sqlite");
  expect(dialectOf("CREATE TABLE a (id bigserial, b jsonb)")).toBe("postgresql");
  expect(dialectOf("CREATE TABLE a (id integer)")).toBe("postgresql");
  expect(arranged({ "a.sql": "SELECT 1" }, { dialect: "sqlite" })[0]?.dialect).toBe("sqlite");
});
