import { expect, test } from "vitest";
import type { PlanView } from "#contracts/plan.ts";
import { reportHeartbeat } from "#server/applications/report-heartbeat.ts";
import { registerDatabase } from "#server/databases/register-database.ts";
import { testContainer } from "#test/container.ts";
import { targetDatabase } from "#test/databases.ts";
import { aPerson } from "#test/people.ts";
import { validatePlan } from "./validate-plan.ts";

const COORDINATES = `sluice: 1
name: city-coordinates
title: Store city coordinates as numbers
engine: postgresql
phases:
  expand:
    - sql: |
        ALTER TABLE city
          ADD COLUMN latitude numeric(8,5)
      undo: ALTER TABLE city DROP COLUMN latitude
    - sync: { table: city, to: { latitude: "lat::numeric(8,5)" }, back: { lat: "latitude::text" } }
    - index: CREATE INDEX city_latitude ON city (latitude)
  backfill:
    - backfill: { table: city, set: { latitude: "lat::numeric(8,5)" }, where: "latitude IS NULL" }
  verify:
    - check: { name: coordinates agree, none: "SELECT id FROM city WHERE latitude IS DISTINCT FROM lat::numeric(8,5)" }
  cutover:
    - gate: { ask: "Is the release that reads latitude on every host?" }
  contract:
    - sql: ALTER TABLE city DROP COLUMN lat
      undo: none
`;

async function onPostgres(ddl: string) {
  const deps = await testContainer();
  const { actor } = await aPerson(deps, "owner");
  const target = await targetDatabase("postgresql");
  await target.exec(ddl);
  const { host, port, database, user, password, tls } = target.address;
  const registered = await registerDatabase(deps, {
    actor,
    name: "places",
    environment: "demo",
    labels: {},
    acceptMissingRights: true,
    target: { address: { engine: "postgresql", host, port, database, user, password, tls } },
  });
  const validate = (source: string) => validatePlan(deps, { actor, source, databaseId: registered.id });
  return { deps, actor, target, databaseId: registered.id, validate };
}

const CITY =
  "CREATE TABLE city (id int PRIMARY KEY, name text, lat text, lng text); INSERT INTO city SELECT g, 'x', '1.5', '2' FROM generate_series(1, 500) g; ANALYZE city";

const steps = (plan: PlanView | null) => (plan?.phases ?? []).flatMap((phase) => phase.steps);

test("the demo's plan is shown with what is sent, what it locks, sizes, undo and the point of no return", async () => {
  const { validate } = await onPostgres(CITY);
  const { valid, findings, plan } = await validate(COORDINATES);
  expect(findings).toEqual([]);
  expect(valid).toBe(true);
  expect(plan).toMatchObject({ pointOfNoReturn: "contract.1", checkedAgainst: { name: "places" } });
  const [add, sync, index, backfill, check, gate, drop] = steps(plan);
  expect(add).toMatchObject({
    title: "Add column latitude to city",
    line: 7,
    tables: [{ schema: "public", name: "city", rowEstimate: 500 }],
    statements: [{ label: "ALTER TABLE … ADD COLUMN", locks: { lock: "ACCESS EXCLUSIVE", rewrites: false } }],
    undo: { kind: "sql", statements: ["ALTER TABLE city DROP COLUMN latitude"] },
  });
  expect(
    sync?.statements.some(({ sql, locks }) => sql.startsWith("CREATE OR REPLACE TRIGGER") && locks.blocksWrites),
  ).toBe(true);
  expect(sync?.undo).toMatchObject({ kind: "automatic" });
  expect(sync?.undo.statements[0]).toMatch(/^DROP TRIGGER/);
  expect(index?.statements).toMatchObject([
    { sql: "CREATE INDEX CONCURRENTLY city_latitude ON city (latitude)", locks: { blocksWrites: false } },
  ]);
  expect(backfill?.statements[0]?.sql).toMatch(/UPDATE[\s\S]*"latitude"[\s\S]*\$1/);
  expect(backfill?.statements[0]?.locks.form).toBe("batch");
  expect(check?.statements).toHaveLength(1);
  expect(gate?.title).toMatch(/on every host/);
  expect(drop?.statements.map(({ label }) => label)).toEqual([
    "Remove dual writes: DROP TRIGGER",
    "Remove dual writes",
    "ALTER TABLE … DROP COLUMN",
  ]);
  expect(drop?.undo.kind).toBe("none");
});

test("rules that had nothing to judge by are told beside the findings, with a database and without", async () => {
  const { deps, actor, validate } = await onPostgres(CITY);
  const rewrite = `sluice: 1
name: wider
title: Wider key
engine: postgresql
phases:
  expand:
    - sql: ALTER TABLE city ALTER COLUMN id TYPE bigint
      undo: none
`;
  const seen = (await validate(rewrite)).plan?.unlooked;
  expect(seen?.rules).toContainEqual({ rule: "rewrite-disk-headroom", missing: ["free disk"] });
  expect(seen?.rules.flatMap(({ missing }) => missing)).not.toContain("the schema");
  expect(seen?.why).not.toContain("no database");
  const blind = (await validatePlan(deps, { actor, source: rewrite })).plan?.unlooked;
  expect(blind?.why).toMatch(/could not look: no database was given/);
  expect(blind?.rules.length).toBeGreaterThan(seen?.rules.length ?? 0);
});

/** Where a word stands in the source, one-based. */
function placeOf(source: string, word: string) {
  const before = source.slice(0, source.indexOf(word)).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

test.each([
  [
    "a table that is not there",
    /city_latitude ON city/,
    "city_latitude ON citty",
    "unknown-table",
    "There is no table citty, did you mean city?",
    "citty",
  ],
  [
    "a column in a block scalar",
    /latitude numeric\(8,5\)/,
    "latitude int, ALTER COLUMN nme SET DEFAULT 1",
    "unknown-column",
    "city has no column nme, did you mean name?",
    "nme",
  ],
  [
    "a column in an expression",
    /set: \{ latitude: "lat::/,
    'set: { latitude: "latt::',
    "unknown-column",
    "city has no column latt, did you mean lat?",
    "latt::",
  ],
  [
    "a column that is gone",
    /undo: none/,
    "undo: none\n    - sql: ALTER TABLE city ALTER lat DROP NOT NULL\n      undo: none",
    "unknown-column",
    "Column lat of city is gone: step contract.1 drops or renames it",
    "lat DROP NOT",
  ],
  [
    "a column that is there already",
    /ADD COLUMN latitude/,
    "ADD COLUMN name",
    "already-exists",
    "city has a column name already",
    "ALTER TABLE",
  ],
  [
    "a column of a check",
    /SELECT id FROM/,
    "SELECT idd FROM",
    "unknown-column",
    "city has no column idd, did you mean id?",
    "idd",
  ],
])("%s is told with its place", async (_, pattern, replacement, rule, message, word) => {
  const { validate } = await onPostgres(CITY);
  const source = COORDINATES.replace(pattern, replacement);
  const { valid, findings } = await validate(source);
  expect(valid).toBe(false);
  expect(findings.find((it) => it.rule === rule)).toMatchObject({
    severity: "error",
    message,
    ...placeOf(source, word),
  });
});

test("what walking along addresses means is said before review, where a table has no key", async () => {
  const { validate } = await onPostgres("CREATE TABLE city (id int, name text, lat text)");
  const { findings } = await validate(COORDINATES);
  expect(findings.find(({ rule }) => rule === "backfill-without-key")).toMatchObject({
    severity: "warning",
    step: "backfill.1",
    line: 14,
  });
});

test("a rewrite says how large the table is that everybody waits for", async () => {
  const { validate } = await onPostgres(
    "CREATE TABLE city (id int PRIMARY KEY, lat text); INSERT INTO city SELECT g, '1' FROM generate_series(1, 120000) g; ANALYZE city",
  );
  const source = COORDINATES.slice(0, COORDINATES.indexOf("  expand:"));
  const { findings } = await validate(
    `${source}  contract:\n    - sql: ALTER TABLE city ALTER COLUMN id TYPE bigint\n      undo: none\n`,
  );
  expect(findings.find(({ rule }) => rule === "type-change-rewrite")).toMatchObject({
    severity: "note",
    lock: "ACCESS EXCLUSIVE",
    blocks: ["reads", "writes"],
    rewrite: true,
    message: expect.stringMatching(
      /^Copies city \(120,000 rows, \d\.\d MB\) and its indexes .* readers and writers wait, less than a second/,
    ),
  });
});

test("a database that cannot be reached does not break the page: a finding says so", async () => {
  const { deps, databaseId, validate } = await onPostgres(CITY);
  await deps.prisma.database.update({ where: { id: databaseId }, data: { port: 1 } });
  const { valid, findings, plan } = await validate(COORDINATES);
  expect(findings).toMatchObject([{ rule: "target-not-checked", severity: "warning" }]);
  expect(valid).toBe(true);
  expect(plan).toMatchObject({ checkedAgainst: null });
  expect(steps(plan)).toHaveLength(7);
});

test("a plan on SQLite is checked by the same rules", async () => {
  const deps = await testContainer();
  const { actor } = await aPerson(deps, "owner");
  const target = await targetDatabase("sqlite");
  await target.exec("CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT, lat TEXT)");
  const { id } = await registerDatabase(deps, {
    actor,
    name: "file",
    environment: "demo",
    labels: {},
    acceptMissingRights: true,
    target: { address: { engine: "sqlite", file: target.address.file } },
  });
  const source = (column: string) => `sluice: 1
name: city
title: Coordinates
engine: sqlite
phases:
  expand:
    - sql: ALTER TABLE City ADD COLUMN latitude REAL
      undo: ALTER TABLE city DROP COLUMN latitude
    - sync: { table: city, to: { latitude: "CAST(LAT AS REAL)" }, back: { lat: "CAST(latitude AS TEXT)" } }
  backfill:
    - backfill: { table: city, set: { latitude: "CAST(${column} AS REAL)" }, where: latitude IS NULL }
  contract:
    - sql: ALTER TABLE city DROP COLUMN lat
      undo: none
`;
  const good = await validatePlan(deps, { actor, source: source("lat"), databaseId: id });
  expect(good.findings.filter(({ severity }) => severity !== "note")).toEqual([]);
  expect(steps(good.plan).map(({ title }) => title)).toContain("Add column latitude to City");
  const bad = await validatePlan(deps, { actor, source: source("latt"), databaseId: id });
  expect(bad.findings[0]).toMatchObject({
    rule: "unknown-column",
    message: "city has no column latt, did you mean lat?",
    ...placeOf(source("latt"), "latt AS"),
  });
});

test("a gate that waits for an application of which nothing was heard is noted at its place, until it reports", async () => {
  const { deps, actor, validate } = await onPostgres(CITY);
  const source = COORDINATES.replace(
    '{ ask: "Is the release that reads latitude on every host?" }',
    '{ applications: { shop: { version: ">= 2.3.0", unread: [city.lat] } } }',
  );
  const { valid, findings, plan } = await validate(source);
  expect(valid).toBe(true);
  expect(findings).toEqual([
    expect.objectContaining({
      rule: "application-not-reporting",
      severity: "note",
      step: "cutover.1",
      line: 18,
      column: 31,
    }),
  ]);
  expect(findings[0]?.message).toBe("shop has never reported for places: this gate stays closed until it does");
  const gate = steps(plan).find(({ id }) => id === "cutover.1");
  expect(gate).toMatchObject({
    title: "Wait for shop",
    note: "Opens once every live instance of shop is >= 2.3.0; city.lat unread by shop for 10 min",
  });
  expect(gate?.findings).toHaveLength(1);
  const beat = { instance: "a", version: "2.3.0", reads: [], writes: [], leaving: false };
  await reportHeartbeat(deps, { actor, name: "shop", beat });
  expect((await validate(source)).findings).toEqual([]);
});
