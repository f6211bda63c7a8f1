import { execFileSync } from "node:child_process";
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RULES } from "#core/analysis/rules.ts";
import { targetDatabase } from "#test/databases.ts";
import { FIXTURES, folderWith, lint, records } from "#test/lint-process.ts";

/** What the fixtures say themselves: `-- expect rule` stands on the line before. */
function expected(folder: string): readonly string[] {
  return globSync("**/*.sql", { cwd: join(FIXTURES, folder) }).flatMap((name) =>
    readFileSync(join(FIXTURES, folder, name), "utf8")
      .split("\n")
      .flatMap((line, at) => {
        const rules = /^-- expect (.+)$/.exec(line)?.[1]?.split(" ") ?? [];
        return rules.map((rule) => `${folder}/${name}:${at + 2} ${rule}`);
      }),
  );
}

test.each([
  ["sqlx", ["--applied-through", "20240105120000"]],
  ["golang-migrate", ["--applied-through", "1"]],
  ["diesel", ["--applied-through", "2024-01-10-101500_posts"]],
  ["prisma", ["--applied-through", "20240102090000_init"]],
  ["flyway", ["--applied-through", "1"]],
  ["dbmate", ["--applied-through", "20240101000000"]],
  ["rails", ["--schema", "rails/db/structure.sql"]],
  ["plain", []],
  ["sqlite", ["--applied-through", "0001"]],
])("%s: what is dangerous is found on its line, and nothing else is warned of", async (folder, more) => {
  const run = await lint([folder, "--json", ...more]);
  expect(run.errors).toBe("");
  const warned = records(run).filter(({ severity }) => severity !== "note");
  expect(warned.map(({ file, line, rule }) => `${file}:${line} ${rule}`).toSorted()).toEqual(
    expected(folder).toSorted(),
  );
});

test("a table that an earlier file of the folder makes is empty: nothing is said of its index", async () => {
  const run = await lint(["prisma", "--json"]);
  expect(records(run).filter(({ severity }) => severity !== "note")).toEqual([]);
  expect(run.code).toBe(0);
});

test("a named file is judged after the files before it, which have run", async () => {
  const run = await lint(["prisma/migrations/20240303090000_user_name_index/migration.sql", "--json"]);
  expect(records(run).map(({ rule }) => rule)).toContain("index-build-blocks-writes");
});

test("a plan document is checked as before review, with places in the document", async () => {
  const run = await lint(["plan", "--json"]);
  expect(run.code).toBe(1);
  expect(records(run)).toContainEqual(
    expect.objectContaining({ file: "plan/plan.yaml", rule: "check-query", line: 10, severity: "error" }),
  );
});

test("exit codes: 0 nothing at the level, 1 something, 2 not understood or not readable", async () => {
  const file = ["rails/change.sql"];
  const codeOf = async (...args: string[]) => (await lint(args)).code;
  await expect(codeOf(...file, "--fail-on", "warning")).resolves.toBe(1);
  await expect(codeOf(...file, "--fail-on", "never")).resolves.toBe(0);
  await expect(codeOf("prisma")).resolves.toBe(0);
  await expect(codeOf("nowhere.sql")).resolves.toBe(2);
  await expect(codeOf("sqlx", "--fail-on", "loud")).resolves.toBe(2);
  await expect(codeOf("sqlx", "--pg-version", "9")).resolves.toBe(2);
  await expect(codeOf("sqlx", "--since", "HEAD~999999")).resolves.toBe(2);
  await expect(codeOf("sqlx/migrations/20240105120000_accounts.down.sql/x")).resolves.toBe(2);
  await expect(codeOf()).resolves.toBe(2);
});

test("standard input, and a text that hides behind a NUL character", async () => {
  const run = await lint(["-", "--json"], FIXTURES, "SELECT 1;\nSELECT 2\0; DROP TABLE city;\n");
  expect(run.code).toBe(1);
  const errors = records(run).map(({ file, line, rule }) => `${file}:${line} ${rule}`);
  expect(errors).toContain("<stdin>:2 not-analysable");
  expect(errors).toContain("<stdin>:2 drop-table");
});

test("a file that is no text is not passed over", async () => {
  const folder = folderWith(null);
  writeFileSync(join(folder, "a.sql"), Buffer.from([0x53, 0xff, 0xfe, 0x00]));
  const run = await lint(["."], folder);
  expect(run.code).toBe(1);
  expect(run.out).toContain("a.sql:1:1: error: The file is no UTF-8 text [not-analysable]");
});

test("the nearest configuration sets severities, suppressions and what is left out, seen from its own folder", async () => {
  const folder = folderWith({
    "sluice-lint.yaml": `
rules: { not-rerunnable: off }
suppressions:
  - { rule: drop-table, reason: Nobody reads it, path: "db/0001*" }
ignore: [old]
fail-on: warning
`,
    "db/0001_a.sql": "DROP TABLE IF EXISTS a;\n",
    "db/0002_b.sql": "-- sluice:ignore drop-table it was a test\nDROP TABLE IF EXISTS b;\n",
    "db/old/0003_c.sql": "DROP TABLE c;\n",
  });
  const run = await lint(["."], join(folder, "db"));
  expect(run.out).toContain("2 accepted with a reason");
  expect(run.code).toBe(0);
  const strict = await lint(["old/0003_c.sql", "--config", "none.yaml"], join(folder, "db"));
  expect(strict).toMatchObject({ code: 2, errors: expect.stringContaining("none.yaml cannot be read") });
});

test("an unknown field and an unknown rule of the configuration are refused with what was meant", async () => {
  const folder = folderWith({
    "sluice-lint.yaml": "rules:\n  drop-tabel: off\n",
    "a.sql": "SELECT 1;",
  });
  await expect(lint(["a.sql"], folder)).resolves.toMatchObject({
    code: 2,
    errors: expect.stringContaining("sluice-lint.yaml:2:3: Unknown rule `drop-tabel`, did you mean `drop-table`?"),
  });
});

test("what a git ref has just as it is has run already; what changed since is judged", async () => {
  const folder = folderWith(null);
  cpSync(join(FIXTURES, "prisma"), folder, { recursive: true });
  const late = join(folder, "migrations/20240303090000_user_name_index");
  rmSync(late, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.test", ...args], { cwd: folder });
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "-m", "what has run");
  cpSync(join(FIXTURES, "prisma/migrations/20240303090000_user_name_index"), late, { recursive: true });
  const run = await lint(["migrations", "--since", "HEAD", "--json"], folder);
  expect(records(run).map(({ rule }) => rule)).toContain("index-build-blocks-writes");
  expect(new Set(records(run).map(({ file }) => file)).size).toBe(1);
});

test("every format is written for the same findings; JUnit and SARIF parse", async () => {
  const format = async (name: string) => (await lint(["rails/change.sql", "--format", name])).out;
  expect(await format("github")).toMatch(/^::(warning|error) file=rails\/change\.sql,line=3/m);
  const sarif = JSON.parse(await format("sarif")) as { readonly version: string };
  expect(sarif.version).toBe("2.1.0");
  expect(JSON.parse(await format("json"))).toMatchObject({ count: { files: 1, statements: 2, analysed: 2 } });
  const xml = await format("junit");
  expect(xml).toMatch(/^<\?xml version="1\.0"[\s\S]*<\/testsuites>\n$/);
});

test("a database tells sizes, what has run, and is not written to; its password is never printed", async () => {
  const { address, exec } = await targetDatabase("postgresql");
  await exec(`
    CREATE TABLE orders (id bigint PRIMARY KEY, state text, placed_at timestamptz);
    INSERT INTO orders SELECT n, 'new', now() FROM generate_series(1, 200000) AS n;
    ANALYZE orders;
    CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);
    INSERT INTO schema_migrations VALUES (2, false)`);
  const { user, password, host, port, database } = address;
  const url = `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${database}?sslmode=disable`;
  const run = await lint(["golang-migrate", "--database", "-", "--format", "json"], FIXTURES, url);
  expect(run.errors).toBe("");
  expect(JSON.parse(run.out)).toMatchObject({
    findings: expect.arrayContaining([expect.objectContaining({ rule: "concurrently-in-transaction" })]),
    sets: [{ judged: 1, applied: 2 }],
  });
  const [row] = await exec(
    "SELECT count(*)::int AS n FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
  );
  expect(row).toEqual({ n: 2 });
  const gone = await lint(["golang-migrate", "--database", url.replace(`:${port}/`, ":1/")]);
  expect(gone.code).toBe(7);
  expect(gone.errors + gone.out).not.toContain(password);
});

test("every rule that the fixtures expect is one of the rules", () => {
  const known = new Set([...RULES.map(({ id }) => id), "not-analysable"]);
  const folders = ["sqlx", "golang-migrate", "diesel", "prisma", "flyway", "dbmate", "rails", "plain", "sqlite"];
  expect(folders.flatMap(expected).filter((it) => !known.has(it.split(" ")[1] ?? ""))).toEqual([]);
});
