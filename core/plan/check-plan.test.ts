import { expect, test } from "vitest";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { TableDetail } from "#core/engines/introspector.ts";
import { postgresAnalyser } from "#core/engines/postgres/postgres-analyser.ts";
import { readIndexStatement } from "#core/engines/postgres/postgres-index.ts";
import { createPostgresStatements } from "#core/engines/postgres/postgres-statements.ts";
import { postgresSync } from "#core/engines/postgres/postgres-sync.ts";
import type { Catalog } from "./catalog.ts";
import { checkPlan } from "./check-plan.ts";
import { compilePlan } from "./compile-plan.ts";
import { readPlanSource } from "./read-plan-source.ts";
import { readPlanSql } from "./read-plan-sql.ts";

const engine = {
  dialect: "postgresql",
  capabilities: { namesIgnoreCase: false, concurrentIndexBuild: true, quietTriggers: true },
  statements: createPostgresStatements(),
  sync: postgresSync,
  analyser: postgresAnalyser,
  ddl: { indexStatement: async (statement: string) => (await readIndexStatement(statement)).text },
} as unknown as Engine;

const column = (name: string) => ({
  name,
  type: "text",
  nullable: true,
  default: null,
  generated: false,
  identity: false,
  collation: null,
});
const CITY: TableDetail = {
  schema: "public",
  name: "city",
  kind: "table",
  rowEstimate: 171_075,
  bytes: 23_000_000,
  lastAnalyzedAt: null,
  columns: [
    ...["id", "name", "lat"].map(column),
    { ...column("full"), generated: true },
    { ...column("kind"), default: "'x'" },
  ],
  indexes: [],
  constraints: [],
  triggers: [],
};
const CATALOG: Catalog = { tables: [CITY], find: ({ name }) => (name === "city" ? CITY : null) };

async function check(phases: string, catalog: Catalog | null = CATALOG, on: Engine = engine) {
  const { source, findings } = readPlanSource(`sluice: 1\nname: a\ntitle: b\nengine: postgresql\nphases:\n${phases}`);
  if (!source) throw new Error(JSON.stringify(findings));
  const document = source.value as PlanDocument;
  const { texts, unreadable } = await readPlanSql(document, on.statements);
  if (unreadable.length > 0) throw new Error(JSON.stringify(unreadable));
  const { findings: found } = await checkPlan({
    document,
    source,
    engine: on,
    texts,
    steps: await compilePlan(document, on),
    catalog,
    live: null,
  });
  return found.map(({ rule, severity, line, column: col }) => `${severity} ${rule} ${line}:${col}`);
}
const sql = (phase: string, text: string, undo = "none") => `  ${phase}:\n    - sql: ${text}\n      undo: ${undo}\n`;
const SYNC = '    - sync: { table: city, to: { latitude: "lat" } }\n';
const ADD =
  "  expand:\n    - sql: ALTER TABLE city ADD COLUMN latitude text\n      undo: ALTER TABLE city DROP COLUMN latitude\n";

test("a plan without a finding, and one without a step", async () => {
  const good = `${ADD}${SYNC}  backfill:\n    - backfill: { table: city, set: { latitude: lat } }\n  cutover:\n    - gate: { ask: x }\n  contract:\n    - sql: ALTER TABLE city DROP COLUMN lat\n      undo: none\n`;
  expect(await check(good)).toEqual([]);
  expect(await check(good, null)).toEqual([]);
  expect(await check("  expand: []\n")).toEqual(["error empty-plan 6:3"]);
});

test.each([
  [
    "CONCURRENTLY in an sql step",
    sql("expand", "CREATE INDEX CONCURRENTLY i ON city (name)", "DROP INDEX i"),
    "error concurrently-in-transaction 7:12",
  ],
  [
    "CONCURRENTLY in an undo",
    sql("expand", "CREATE TABLE x (id int)", "DROP INDEX CONCURRENTLY i"),
    "error concurrently-in-undo 8:13",
  ],
  ["BEGIN in an sql step", sql("expand", "BEGIN", "keep"), "error transaction-control 7:12"],
  ["VACUUM in an sql step", sql("expand", "VACUUM city", "keep"), "error transaction-control 7:12"],
  ["only a comment", sql("expand", "-- nothing", "keep"), "error empty-sql 7:12"],
  [
    "an index that stops writers",
    sql("expand", "CREATE INDEX i ON city (name)", "DROP INDEX i"),
    "warning index-build-blocks-writes 7:30",
  ],
  [
    "a scan under a strong lock",
    sql("contract", "ALTER TABLE city ALTER name SET NOT NULL"),
    "warning set-not-null-scan 7:35",
  ],
  [
    "a large UPDATE in an sql step",
    sql("expand", "UPDATE city SET name = lat", "keep"),
    "warning whole-table-write 7:19",
  ],
  ["DROP VIEW in expand", sql("expand", "DROP VIEW cities"), "warning out-of-phase 7:12"],
  ["DROP COLUMN in expand", sql("expand", "ALTER TABLE city DROP COLUMN lat"), "warning drop-column 7:41"],
  [
    "no way back before contract",
    sql("expand", "COMMENT ON TABLE city IS 'x'"),
    "warning early-point-of-no-return 7:7",
  ],
  [
    "an undo that brings no data back",
    sql("contract", "ALTER TABLE city DROP COLUMN lat", "ALTER TABLE city ADD COLUMN lat text"),
    "warning undo-loses-data 8:13",
  ],
  ["no gate before contract", sql("contract", "ALTER TABLE city DROP COLUMN lat"), "note no-gate 7:7"],
  [
    "VALIDATE among others",
    sql("verify", "ALTER TABLE city VALIDATE CONSTRAINT c; COMMENT ON TABLE city IS 'x'", "keep"),
    "warning long-statement-combined 7:12",
  ],
  [
    "a copy in a table that is not there",
    "  verify:\n    - check: { name: x, copy: { from: city, to: town, columns: { a: name } } }\n",
    "error unknown-table 7:49",
  ],
  [
    "a copy's column that is not there",
    "  verify:\n    - check: { name: x, copy: { from: city, to: city, columns: { nmae: name } } }\n",
    "error unknown-column 7:66",
  ],
  [
    "a copy of a column that is not there",
    "  verify:\n    - check: { name: x, copy: { from: city, to: city, columns: { name: upper(nmae) } } }\n",
    "error unknown-column 7:78",
  ],
  [
    "an undo that names no column",
    sql("expand", "ALTER TABLE city ADD COLUMN a int", "ALTER TABLE city DROP COLUMN b"),
    "error unknown-column 8:42",
  ],
  [
    "two statements in an index step",
    "  expand:\n    - index: CREATE INDEX i ON city (id); CREATE INDEX j ON city (id)\n",
    "error index-step 7:14",
  ],
  ["a table in an index step", "  expand:\n    - index: CREATE TABLE x (id int)\n", "error index-step 7:14"],
  ["DROP INDEX without undo", "  contract:\n    - index: DROP INDEX i\n", "error index-undo-missing 7:14"],
  ["a check that writes", "  verify:\n    - check: { name: x, none: DELETE FROM city }\n", "error check-query 7:31"],
  [
    "a check with two statements",
    "  verify:\n    - check: { name: x, none: SELECT 1; SELECT 2 }\n",
    "error check-query 7:31",
  ],
  [
    "a sync of a column with a default",
    `${ADD}    - sync: { table: city, to: { kind: lat } }\n`,
    "error sync-default 9:34",
  ],
  [
    "a sync to an unknown column",
    `${ADD}    - sync: { table: city, to: { latitud: lat } }\n`,
    "error unknown-column 9:34",
  ],
  [
    "a sync from itself",
    `${ADD}    - sync: { table: city, to: { latitude: latitude || 'x' } }\n`,
    "error sync-problem 9:13",
  ],
  ["a sync that begins late", `${ADD}  backfill:\n${SYNC}`, "warning sync-late 10:7"],
  ["a sync that never ends", `${ADD}${SYNC}`, "warning sync-never-removed 9:7"],
  [
    "a sync whose column goes before contract",
    `${ADD}${SYNC}${sql("cutover", "ALTER TABLE city DROP COLUMN lat")}`,
    "error breaks-sync 11:12",
  ],
  [
    "a backfill of an unknown table",
    "  backfill:\n    - backfill: { table: citi, set: { a: b } }\n",
    "error unknown-table 7:26",
  ],
  [
    "a backfill of a computed column",
    "  backfill:\n    - backfill: { table: city, set: { full: name } }\n",
    "error computed-column 7:39",
  ],
  [
    "a backfill that nothing keeps up to date",
    "  backfill:\n    - backfill: { table: city, set: { name: lat } }\n",
    "warning backfill-without-sync 7:7",
  ],
  [
    "a backfill that is not repeatable",
    "  backfill:\n    - backfill: { table: city, set: { name: lat || random() } }\n",
    "error impure-expression 7:52",
  ],
  [
    "a gate's column that is not there",
    "  cutover:\n    - gate: { applications: { shop: { unread: [city.name, city.latt] } } }\n",
    "error unknown-column 7:59",
  ],
  [
    "a gate's table that is not there",
    "  cutover:\n    - gate: { applications: { shop: { unwritten: [town.lat] } } }\n",
    "error unknown-table 7:51",
  ],
  [
    "a gate's column that an earlier step drops",
    `${sql("expand", "ALTER TABLE city DROP COLUMN lat")}  cutover:\n    - gate: { applications: { shop: { unread: [city.lat] } } }\n`,
    "error unknown-column 10:48",
  ],
  [
    "a gate that looks back for too long",
    "  cutover:\n    - gate: { applications: { shop: { unread: [city.lat], for: 31d } } }\n",
    "error gate-too-long 7:64",
  ],
  ["a backfill of nothing", "  backfill:\n    - backfill: { table: city, set: {} }\n", "error empty-backfill 7:37"],
])("%s is told with its place", async (_, phases, finding) => {
  expect(await check(phases)).toContain(finding);
});

test("a backfill that keeps triggers quiet is refused where the engine cannot do it, and only there", async () => {
  const phases = "  backfill:\n    - backfill: { table: city, set: { name: lat }, triggers: quiet }\n";
  const loud = { ...engine, capabilities: { ...engine.capabilities, quietTriggers: false } };
  expect(await check(phases, CATALOG, loud)).toContain("error triggers-not-quiet 7:62");
  expect(await check(phases)).toEqual(["warning backfill-without-sync 7:7"]);
});

test("a table that the plan makes is free: no word about its index, its rewrite or its columns", async () => {
  const phases =
    "  expand:\n    - sql: CREATE TABLE visit (id bigint PRIMARY KEY, n int); CREATE INDEX i ON visit (n); ALTER TABLE visit ALTER id TYPE numeric; UPDATE visit SET id = 1\n      undo: DROP TABLE visit\n";
  expect(await check(phases)).toEqual([]);
  expect(await check(phases, null)).toEqual([]);
});

test("without a database only what the plan itself says is held against it", async () => {
  expect(await check(sql("contract", "ALTER TABLE nowhere DROP COLUMN x"), null)).toEqual(["note no-gate 7:7"]);
  const twice = `${sql("contract", "ALTER TABLE nowhere DROP COLUMN x")}    - sql: ALTER TABLE nowhere RENAME COLUMN x TO y\n      undo: none\n`;
  expect(await check(twice, null)).toContain("error unknown-column 9:46");
});

test("our own kinds of steps are no strangers: what is judged is the text that will run", async () => {
  expect(await check("  expand:\n    - index: CREATE INDEX i ON city (name)\n")).toEqual([]);
  expect(await check(`${ADD}    - index: CREATE INDEX CONCURRENTLY i ON city (latitude)\n`)).toEqual([]);
  const filled = `${ADD}${SYNC}  backfill:\n    - backfill: { table: city, set: { latitude: lat } }\n`;
  expect(await check(filled)).toEqual(["warning sync-never-removed 9:7"]);
});

test("what its author accepts is marked, and what accepts nothing is told", async () => {
  const accepted = `${sql("expand", "CREATE INDEX i ON city (name)", "DROP INDEX i")}      ignore:\n        - { rule: index-build-blocks-writes, reason: nobody writes at night }\n        - { rule: drop-table, reason: it was there once }\n`;
  expect(await check(accepted)).toEqual(["warning index-build-blocks-writes 7:30", "warning stale-waiver 11:11"]);
});
