import { expect, test } from "vitest";
import { targetDatabase } from "#test/databases.ts";
import { folderWith, lint, records } from "#test/lint-process.ts";

const PLAN = `sluice: 1
name: notes
title: Notes
engine: postgresql
phases:
  expand:
    - sql: ALTER TABLE note ADD CONSTRAINT some_body CHECK (body <> '') NOT ENFORCED
      undo: ALTER TABLE note DROP CONSTRAINT some_body
    - sql: ALTER TABLE note ALTER COLUMN body SET NOT NULL
      undo: ALTER TABLE note ALTER COLUMN body DROP NOT NULL
`;
const DUMP = "CREATE TABLE public.note (id bigint, body text, CONSTRAINT has_body CHECK (body IS NOT NULL));\n";

interface Document {
  readonly unlooked: {
    readonly why: string | null;
    readonly rules: readonly { readonly rule: string; readonly missing: readonly string[] }[];
  };
}
const documentOf = async (folder: string, ...args: string[]): Promise<Document> =>
  JSON.parse((await lint([...args, "--format", "json"], folder)).out) as Document;

test("a plan document is judged for the version and by the dump that were given", async () => {
  const folder = folderWith({ "plan.yaml": PLAN, "dump.sql": DUMP });
  const rulesOf = async (...args: string[]) => records(await lint(["plan.yaml", "--json", ...args], folder));
  const refused = expect.objectContaining({ rule: "statement-does-not-plan", line: 7, severity: "error" });
  expect(await rulesOf("--pg-version", "17")).toContainEqual(refused);
  expect(await rulesOf("--pg-version", "18")).not.toContainEqual(refused);
  const scan = expect.objectContaining({ rule: "set-not-null-scan" });
  expect(await rulesOf("--pg-version", "18")).toContainEqual(scan);
  expect(await rulesOf("--pg-version", "18", "--schema", "dump.sql")).not.toContainEqual(scan);
});

test("rules that had nothing to judge by are counted and told, in the summary and not among the findings", async () => {
  const folder = folderWith({ "a.sql": "ALTER TABLE note ALTER COLUMN id TYPE text;\n", "dump.sql": DUMP });
  const blind = await documentOf(folder, "a.sql");
  expect(blind.unlooked.why).toMatch(/^\d+ rules could not look: no database was given, so the schema, sizes/);
  expect(blind.unlooked.rules).toContainEqual({ rule: "rewrite-disk-headroom", missing: ["sizes", "free-disk"] });
  expect(blind.unlooked.rules.map(({ rule }) => rule)).not.toContain("early-14-index-corruption");
  const seen = await documentOf(folder, "a.sql", "--schema", "dump.sql");
  expect(seen.unlooked.rules.flatMap(({ missing }) => missing)).not.toContain("schema");
  const { out } = await lint(["a.sql"], folder);
  expect(out).toContain("rules could not look: no database was given");
  expect((await lint(["a.sql", "--json"], folder)).out).not.toContain("could not look");
});

test("free disk that the configuration states is held against what a rewrite needs", async () => {
  const { address, exec } = await targetDatabase("postgresql");
  await exec("CREATE TABLE note AS SELECT n AS id, repeat('x', 200) AS body FROM generate_series(1, 20000) AS n");
  await exec("ANALYZE note");
  const { user, password, host, port, database } = address;
  const url = `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${database}?sslmode=disable`;
  const ruled = async (amount: string) => {
    const folder = folderWith({
      "sluice-lint.yaml": `free-disk: ${amount}\n`,
      "a.sql": "ALTER TABLE note ALTER COLUMN id TYPE bigint;\n",
    });
    return records(await lint(["a.sql", "--database", "-", "--json"], folder, url)).map(({ rule }) => rule);
  };
  expect(await ruled("1 MB")).toContain("rewrite-disk-headroom");
  expect(await ruled("40 GB")).not.toContain("rewrite-disk-headroom");
});

test("with a database the planner's own estimate decides how many rows a write touches and how it finds them", async () => {
  const { address, exec } = await targetDatabase("postgresql");
  await exec("CREATE TABLE note (id bigint PRIMARY KEY, kind int, body text)");
  await exec("INSERT INTO note SELECT n, n % 2, 'x' FROM generate_series(1, 50000) AS n");
  await exec("CREATE INDEX note_kind ON note (kind)");
  await exec("ANALYZE note");
  const { user, password, host, port, database } = address;
  const url = `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${database}?sslmode=disable`;
  const folder = folderWith({
    "few.sql": "UPDATE note SET body = 'y' WHERE id BETWEEN 5 AND 9;\n",
    "half.sql": "UPDATE note SET body = 'y' WHERE kind + 0 = 1;\n",
    "copy.sql": "INSERT INTO note (id) SELECT id + 100000 FROM note WHERE id < 50;\n",
  });
  const told = async (file: string) =>
    records(await lint([file, "--database", "-", "--json"], folder, url)).map((it) => `${it.rule} ${it.severity}`);
  expect(await told("few.sql")).toContain("unbatched-backfill note");
  expect(await told("few.sql")).not.toContain("full-scan-in-write warning");
  expect(await told("half.sql")).toContain("full-scan-in-write warning");
  expect(await told("copy.sql")).not.toContain("too-many-rows-touched warning");
  expect(await exec("SELECT count(*)::int AS n FROM note WHERE body = 'y'")).toEqual([{ n: 0 }]);
});

test("a file that sorts before what has run is told with what it sorts before", async () => {
  const folder = folderWith({
    "migrations/0001_a.up.sql": "CREATE TABLE note (id bigint PRIMARY KEY);\n",
    "migrations/0001_a.down.sql": "DROP TABLE note;\n",
    "migrations/0002_late.up.sql": "ALTER TABLE note ADD COLUMN body text;\n",
    "migrations/0002_late.down.sql": "ALTER TABLE note DROP COLUMN body;\n",
    "migrations/0003_b.up.sql": "ALTER TABLE note ADD COLUMN at timestamptz;\n",
    "migrations/0003_b.down.sql": "ALTER TABLE note DROP COLUMN at;\n",
  });
  const { address, exec } = await targetDatabase("postgresql");
  await exec("CREATE TABLE note (id bigint PRIMARY KEY, at timestamptz)");
  await exec("CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, success boolean NOT NULL)");
  await exec("INSERT INTO _sqlx_migrations VALUES (1, true), (3, true)");
  const { user, password, host, port, database } = address;
  const url = `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${database}?sslmode=disable`;
  const { out } = await lint(["migrations", "--database", "-"], folder, url);
  expect(out).toContain("migrations/0002_late.up.sql sorts before migrations/0003_b.up.sql, which is applied already");
  expect(out).toContain("1 judged, 2 taken as applied");
});

test("a migration in code is told and counted as not analysed", async () => {
  const folder = folderWith({
    "db/migrate/1_a.sql": "SELECT 1;\n",
    "db/migrate/20240101000000_b.rb": "class B < ActiveRecord::Migration[7.1]\n  def change; end\nend\n",
    "db/migrate/helper.rb": "module Helper; end\n",
  });
  const run = await lint(["db", "--fail-on", "warning"], folder);
  expect(run.code).toBe(1);
  expect(run.out).toContain("db/migrate/20240101000000_b.rb:1:9: warning: A migration of Rails in code");
  expect(run.out).toContain("2 files, 2 statements: 50 % analysed.");
});

test("SARIF names no place on this machine", async () => {
  const folder = folderWith({ "a.sql": "DROP TABLE note;\n" });
  const { out } = await lint(["a.sql", "--format", "sarif"], folder);
  expect(out).not.toContain("file://");
  expect(out).not.toContain("helpUri");
  expect(out).toContain("docs/rules.md#drop-table");
});
