import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type LockMode, strengthOf } from "./postgres-locks.ts";
import { createPostgresStatements } from "./postgres-statements.ts";

interface Case {
  readonly id: string;
  readonly sql: string;
  readonly measured: readonly {
    readonly versions: readonly number[];
    readonly refused?: string;
    readonly locks: Readonly<Record<string, LockMode>>;
    readonly indexes: readonly string[];
    readonly rewrites: readonly string[];
    readonly scans: readonly string[];
    readonly builds: readonly string[];
  }[];
}

const CASES = JSON.parse(
  readFileSync(new URL("../../../test/fixtures/postgres-locks/cases.json", import.meta.url), "utf8"),
) as readonly Case[];

const MEASURED = CASES.flatMap(({ id, sql, measured }) =>
  measured
    .filter(({ versions, refused }) => versions.includes(18) && refused === undefined)
    .map(({ locks, indexes, rewrites, scans, builds }) => {
      const onTables = Object.entries(locks).flatMap(([name, mode]) => (indexes.includes(name) ? [] : [mode]));
      const [lock = "none"] = (onTables.length > 0 ? onTables : Object.values(locks)).toSorted(
        (one, other) => strengthOf(other) - strengthOf(one),
      );
      return { id, sql, lock, rewrites: rewrites.length > 0, reads: scans.length + builds.length > 0 };
    }),
);

/** The text alone tells less than, or something else than, what was measured on a schema, with the reason. */
const OTHER_LOCK: Readonly<Record<string, string>> = {
  detach_partition_concurrently: "the strong lock is on the partition, at the end, when nobody uses it any more",
  drop_index_concurrently: "the strong lock is on the index, at the end",
};
/** Only the catalog knows the domain's constraint; the summary says so. */
const MORE_WORK: Readonly<Record<string, string>> = {
  add_column_domain_check: "Rewrites the table if dck is a domain with a constraint",
  add_column_domain_check_nodefault: "Rewrites the table if dck is a domain with a constraint",
  add_column_domain_notnull_default: "Rewrites the table if dnn is a domain with a constraint",
};

const facts = async (sql: string) => (await createPostgresStatements().read(sql))[0]?.locks;

test("the fixture is there", () => {
  expect(MEASURED.length).toBeGreaterThan(200);
});

test.each(MEASURED.filter(({ id }) => !(id in OTHER_LOCK)).map((it) => [it.id, it] as const))(
  "%s: the text alone never tells less than was measured",
  async (_, { sql, lock, rewrites, reads, id }) => {
    const told = await facts(sql);
    expect(strengthOf(told?.lock as LockMode)).toBeGreaterThanOrEqual(strengthOf(lock));
    if (id in MORE_WORK) expect(told?.summary).toContain(MORE_WORK[id]);
    else if (rewrites) expect(told?.rewrites).toBe(true);
    else if (reads) expect(told?.rewrites || told?.scans).toBe(true);
  },
);

test.each([
  ["ALTER TABLE t ADD COLUMN z int DEFAULT 5 NOT NULL", false, false],
  ["ALTER TABLE t ADD COLUMN z timestamptz DEFAULT now()", false, false],
  ["ALTER TABLE t ADD COLUMN z uuid DEFAULT gen_random_uuid()", true, false],
  ["ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID", false, false],
  ["ALTER TABLE t DROP COLUMN a", false, false],
  ["ALTER TABLE t VALIDATE CONSTRAINT c", false, true],
  ["DO $$ BEGIN EXECUTE 'ALTER TABLE t ADD COLUMN z serial'; END $$", true, false],
])("%s: rewrite %s, scan %s", async (sql, rewrites, scans) => {
  expect(await facts(sql)).toMatchObject({ rewrites, scans });
});

test.each([
  ["CREATE INDEX CONCURRENTLY i ON t (a)", "long", "SHARE UPDATE EXCLUSIVE"],
  ["DROP INDEX CONCURRENTLY i", "long", "SHARE UPDATE EXCLUSIVE"],
  ["ALTER TABLE p DETACH PARTITION q CONCURRENTLY", "long", "SHARE UPDATE EXCLUSIVE"],
  ["ANALYZE t", "long", "SHARE UPDATE EXCLUSIVE"],
  ["CREATE INDEX i ON t (a)", "short", "SHARE"],
  ["REINDEX INDEX i", "short", "SHARE"],
  ["ALTER DOMAIN d ADD CHECK (VALUE > 0)", "short", "SHARE"],
  ["CREATE VIEW v AS SELECT a FROM t", "short", "ACCESS SHARE"],
  ["UPDATE t SET a = 1", "batch", "ROW EXCLUSIVE"],
  ["SELECT a FROM t", "read", "ACCESS SHARE"],
  ["SELECT a FROM t FOR UPDATE", "read", "ROW SHARE"],
  ["CREATE TABLE n (a int)", "none", "none"],
  ["CREATE TYPE m AS ENUM ('a')", "none", "none"],
  ["DO $$ BEGIN EXECUTE format('DROP TABLE %I', 'a'); END $$", "short", "ACCESS EXCLUSIVE"],
])("%s runs as %s under %s", async (sql, form, lock) => {
  expect(await facts(sql)).toMatchObject({ form, lock });
});

test("VALIDATE runs long alone, and beside a strong lock it scans under it", async () => {
  expect(await facts("ALTER TABLE t VALIDATE CONSTRAINT c")).toMatchObject({ form: "long", blocksWrites: false });
  const together = await facts("ALTER TABLE t VALIDATE CONSTRAINT c, DROP COLUMN a");
  expect(together).toMatchObject({ lock: "ACCESS EXCLUSIVE", form: "short", scans: true, blocksReads: true });
  expect(together?.summary).toMatch(/split them/);
});
