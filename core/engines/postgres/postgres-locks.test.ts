import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createPostgresStatements } from "./postgres-statements.ts";

interface Measured {
  readonly id: string;
  readonly sql: string;
  readonly lock: string;
  readonly rewrites: boolean;
  /** Read, rewritten or indexed under the lock. */
  readonly reads: boolean;
}

const MEASURED = JSON.parse(
  readFileSync(new URL("../../../test/fixtures/postgres-18-locks.json", import.meta.url), "utf8"),
) as readonly Measured[];

/** The measured strongest lock on a table differs from what is told, with the reason. */
const OTHER_LOCK: Readonly<Record<string, string>> = {
  select_new_enum_value: "names no table",
  alter_sequence_owned: "the strong lock is on the sequence",
  create_table_like: "ACCESS SHARE on the model harms nobody",
  replace_view: "the strong lock is on the view",
  detach_partition_concurrently: "the strong lock is on the partition that leaves",
};

/** Less work is told than was measured: only the catalog knows it, and the summary says so where it matters. */
const MORE_WORK: Readonly<Record<string, string>> = {
  add_column_domain_check: "the type is a domain with a CHECK",
  add_column_domain_check_nodefault: "the type is a domain with a CHECK",
  add_column_domain_notnull_default: "the type is a domain with NOT NULL",
};

const facts = async (sql: string) => (await createPostgresStatements().read(sql))[0]?.locks;

test("the fixture is there", () => {
  expect(MEASURED.length).toBeGreaterThan(200);
});

test.each(MEASURED.filter(({ id }) => !(id in OTHER_LOCK)).map((it) => [it.id, it] as const))(
  "%s takes the measured lock",
  async (_, { sql, lock }) => {
    expect((await facts(sql))?.lock).toBe(lock);
  },
);

test.each(MEASURED.filter(({ id }) => !(id in MORE_WORK)).map((it) => [it.id, it] as const))(
  "%s: no rewrite and no scan that was measured is kept silent",
  async (_, { sql, rewrites, reads }) => {
    const told = await facts(sql);
    if (rewrites) expect(told?.rewrites).toBe(true);
    if (reads) expect(told?.rewrites || told?.scans).toBe(true);
  },
);

test.each([
  ["ALTER TABLE t ADD COLUMN z int DEFAULT 5 NOT NULL", false, false],
  ["ALTER TABLE t ADD COLUMN z timestamptz DEFAULT now()", false, false],
  ["ALTER TABLE t ADD COLUMN z uuid DEFAULT gen_random_uuid()", true, false],
  ["ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID", false, false],
  ["ALTER TABLE t DROP COLUMN a", false, false],
  ["ALTER TABLE t VALIDATE CONSTRAINT c", false, true],
])("%s: rewrite %s, scan %s", async (sql, rewrites, scans) => {
  expect(await facts(sql)).toMatchObject({ rewrites, scans });
});

test("VALIDATE runs long alone, and beside a strong lock it scans under it", async () => {
  expect(await facts("ALTER TABLE t VALIDATE CONSTRAINT c")).toMatchObject({ form: "long", blocksWrites: false });
  const together = await facts("ALTER TABLE t VALIDATE CONSTRAINT c, DROP COLUMN a");
  expect(together).toMatchObject({ lock: "ACCESS EXCLUSIVE", form: "short", scans: true, blocksReads: true });
  expect(together?.summary).toMatch(/split them/);
});
