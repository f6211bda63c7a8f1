import { describe, expect, test } from "vitest";
import { findingsOf, type RuleCase } from "#test/rule-cases.ts";
import { RULES } from "./rules.ts";

/** What such tools are complained about, and what ours does instead. */

const LOCKING = new Set(
  RULES.filter(({ category }) => category === "locks" || category === "indexes" || category === "constraints").map(
    ({ id }) => id,
  ),
);
const rulesOf = async (given: string | RuleCase) => (await findingsOf("postgresql", given)).map(({ rule }) => rule);
const locking = async (given: string | RuleCase) => (await rulesOf(given)).filter((rule) => LOCKING.has(rule));
const worst = async (given: string | RuleCase, rule: string) =>
  (await findingsOf("postgresql", given)).find((it) => it.rule === rule)?.severity;

describe("1. a table born in the script is free", () => {
  test("in one text and over several", async () => {
    const made = "CREATE TABLE bill (id bigint PRIMARY KEY, due date)";
    expect(await locking(`${made}; CREATE INDEX bill_due ON bill (due)`)).toEqual([]);
    expect(await locking({ sql: [made, "CREATE INDEX bill_due ON bill (due)"], blind: true })).toEqual([]);
  });
  test("but IF NOT EXISTS makes none where the target has it", async () => {
    const sql = "CREATE TABLE IF NOT EXISTS city (id bigint PRIMARY KEY); CREATE INDEX city_lat ON city (lat)";
    expect(await locking(sql)).toContain("index-build-blocks-writes");
  });
});

test("2. a new table still locks its parents, and nothing is said of itself", async () => {
  const sql = "CREATE TABLE bill (id bigint PRIMARY KEY, city_id bigint REFERENCES city (id))";
  const findings = (await findingsOf("postgresql", sql)).filter(({ rule }) => rule === "new-table-locks-parent");
  expect(findings).toMatchObject([{ lock: "SHARE ROW EXCLUSIVE", blocks: ["writes"], rewrite: false }]);
  expect(findings[0]?.message).toContain("city (5,000,000 rows, 900 MB)");
  expect(await worst({ sql, facts: { city: { writesPerSecond: 900 } } }, "new-table-locks-parent")).toBe("warning");
});

test("3. the transaction mode is known: CONCURRENTLY alone is right, in a wrapped file it is refused", async () => {
  const sql = "CREATE INDEX CONCURRENTLY city_lat ON city (lat)";
  expect(await locking(sql)).toEqual([]);
  expect(await rulesOf(sql)).not.toContain("concurrently-in-transaction");
  expect(await worst({ sql, part: { runBy: "wrapped" } }, "concurrently-in-transaction")).toBe("error");
});

describe("4. volatility comes from the catalog", () => {
  const add = (value: string, base = ""): RuleCase => ({
    sql: `ALTER TABLE city ADD COLUMN c text DEFAULT ${value}`,
    base,
  });
  test.each(["now()::text", "(now() - interval '1 day')::text", "current_user", "upper('x')"])("%s", async (value) => {
    expect(await rulesOf(add(value))).not.toContain("add-column-volatile-default");
  });
  test.each(["clock_timestamp()::text", "random()::text", "gen_random_uuid()::text", "timeofday()"])(
    "%s copies the table",
    async (value) => {
      expect(await rulesOf(add(value))).toContain("add-column-volatile-default");
    },
  );
  test("a function of the target's own is what its catalog says", async () => {
    const own = (volatility: string) =>
      `CREATE FUNCTION tell() RETURNS text LANGUAGE plpgsql ${volatility} AS $$ BEGIN RETURN 'a'; END $$;`;
    expect(await rulesOf(add("tell()", own("STABLE")))).not.toContain("add-column-volatile-default");
    expect(await rulesOf(add("tell()", own("VOLATILE")))).toContain("add-column-volatile-default");
  });
});

test("5. a type change is judged by the pair of types, and by what hangs on the column", async () => {
  const sql = "ALTER TABLE city ALTER COLUMN lat TYPE varchar(100)";
  expect(await worst({ sql, base: "CREATE INDEX city_lat ON city (lat);" }, "type-change-metadata-only")).toBe("note");
  const partial = { sql, base: "CREATE INDEX city_lat ON city (lat) WHERE lat <> '';" };
  expect(await rulesOf(partial)).toContain("type-change-index-rebuild");
  expect(await rulesOf(partial)).not.toContain("type-change-rewrite");
});

test("6. a proof may be older than the plan, if it is valid", async () => {
  const sql = "ALTER TABLE city ALTER COLUMN lat SET NOT NULL";
  const check = "ALTER TABLE city ADD CONSTRAINT c CHECK (lat IS NOT NULL AND lat <> '')";
  expect(await rulesOf({ sql, base: `${check};` })).not.toContain("set-not-null-scan");
  expect(await rulesOf({ sql, base: `${check} NOT VALID;` })).toContain("set-not-null-scan");
});

describe("7. small is not safe and big is not deadly", () => {
  const scan = "ALTER TABLE city ADD CONSTRAINT c CHECK (population > 0)";
  test("an idle table of a million rows is a note", async () => {
    const facts = { city: { rows: 1_000_000, bytes: 100_000_000, readsPerSecond: 0, writesPerSecond: 0 } };
    expect(await worst({ sql: scan, facts }, "check-validated-inline")).toBe("note");
  });
  test("a brief lock on a small table with 2,000 statements a second is a warning", async () => {
    const facts = { city: { rows: 1_000, bytes: 100_000, readsPerSecond: 1_800, writesPerSecond: 200 } };
    const sql = "ALTER TABLE city ADD COLUMN n integer";
    const care = { lockTimeout: true, statementTimeout: true, session: true, indexLeftovers: true };
    expect(await worst({ sql, facts, part: { care } }, "busy-table-locked")).toBe("warning");
    expect(await worst({ sql, facts }, "lock-timeout-missing")).toBe("warning");
  });
  test("a rewrite of an empty table is a note, of 200 GB an error, of a size nobody knows a warning", async () => {
    const sql = "ALTER TABLE city ALTER COLUMN population TYPE bigint";
    const of = (facts: RuleCase["facts"]) => worst({ sql, facts: facts ?? {} }, "type-change-rewrite");
    expect(await of({ city: { rows: 0, bytes: 0 } })).toBe("note");
    expect(await of({ city: { rows: 2_000_000_000, bytes: 200_000_000_000 } })).toBe("error");
    expect(await worst({ sql, blind: true }, "type-change-rewrite")).toBe("warning");
  });
});

describe("8. only the parse tree speaks", () => {
  test.each([
    "COMMENT ON COLUMN city.lat IS 'never NOT NULL; DROP TABLE city'",
    "ALTER TABLE city ALTER COLUMN lat DROP DEFAULT",
    'SELECT "drop table" FROM (SELECT 1 AS "drop table") AS it',
  ])("%s is harmless", async (sql) => {
    const found = (await findingsOf("postgresql", sql)).filter(({ severity }) => severity !== "note");
    expect(found).toEqual([]);
  });
  test("a statement behind a comment, on the line of another, in mixed case is judged in its place", async () => {
    const sql = "/* é */ SELECT 1; -- then\n  select 2; Alter Table city Drop Column lat;";
    const [found] = (await findingsOf("postgresql", sql)).filter(({ rule }) => rule === "drop-column");
    expect(found).toMatchObject({ line: 2, column: 42 });
  });
});

test("9. IF NOT EXISTS is asked only where a retry needs it", async () => {
  const sql = "CREATE INDEX CONCURRENTLY city_lat ON city (lat)";
  expect(await rulesOf(sql)).toContain("not-rerunnable");
  expect(await rulesOf({ sql: "ALTER TABLE city ADD COLUMN n integer", part: { runBy: "wrapped" } })).not.toContain(
    "not-rerunnable",
  );
});

test("10. merge advice never raises a lock", async () => {
  const two = (first: string, second: string) => `ALTER TABLE city ${first}; ALTER TABLE city ${second}`;
  expect(await rulesOf(two("ADD COLUMN a integer", "ADD COLUMN b integer"))).toContain("mergeable-alters");
  expect(
    await rulesOf(two("ADD CONSTRAINT c CHECK (population > 0) NOT VALID", "VALIDATE CONSTRAINT c")),
  ).not.toContain("mergeable-alters");
});

test("12. what passes on an empty database only says so", async () => {
  const [found] = (await findingsOf("postgresql", "ALTER TABLE city ADD COLUMN z integer NOT NULL")).filter(
    ({ rule }) => rule === "required-column-no-default",
  );
  expect(found?.message).toContain("It passes on an empty test database");
});

test("13. the same SQL in a foreign file is explained, not condemned", async () => {
  const sql = "CREATE TRIGGER told AFTER UPDATE ON city FOR EACH ROW EXECUTE FUNCTION tell()";
  expect(await worst(sql, "create-trigger-blocks-writes")).toBe("note");
  expect(await rulesOf({ sql, part: { madeBy: "sync-step" } })).not.toContain("create-trigger-blocks-writes");
});

test("a partitioned table is as large as its partitions, and what is read of them is read of it", async () => {
  const base =
    "CREATE TABLE part (n integer) PARTITION BY LIST (n); CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1);";
  const sql = "ALTER TABLE part ADD CONSTRAINT positive CHECK (n > 0)";
  const facts = { part_1: { rows: 2_000_000_000, bytes: 900_000_000_000 } };
  expect(await worst({ sql, base, facts }, "check-validated-inline")).toBe("error");
  expect(await worst({ sql, base, facts: { part_1: { rows: 0, bytes: 0 } } }, "check-validated-inline")).toBe("note");
});

test("one cause is told once", async () => {
  const rules = await rulesOf("ALTER TABLE city ADD COLUMN n bigserial UNIQUE");
  expect(rules.filter((rule) => LOCKING.has(rule))).toEqual(["add-column-serial"]);
});
