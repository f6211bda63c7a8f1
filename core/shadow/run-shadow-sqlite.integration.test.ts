import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { compilePlan } from "#core/plan/compile-plan.ts";
import { targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import { coordinatesPlan } from "#test/rollouts.ts";
import { runShadow } from "./run-shadow.ts";

const engine = engineOf("sqlite");

type Step = NonNullable<PlanDocument["phases"]["expand"]>[number];
const plan = (...expand: readonly Step[]): PlanDocument => ({
  sluice: 1,
  name: "plan",
  title: "Plan",
  engine: "sqlite",
  phases: { expand },
});

async function shadowOf(script: string, document: PlanDocument) {
  const { address, exec } = await targetDatabase("sqlite");
  await exec(script);
  const dir = mkdtempSync(join(tmpdir(), "sluice-test-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  await using target = await engine.connect(address, { applicationName: "test" });
  const report = await runShadow({
    engine,
    target,
    document,
    steps: await compilePlan(document, engine),
    places: [{ kind: "folder", dir }],
    rowsPerTable: 500,
    progress: async () => undefined,
  });
  return { report, left: readdirSync(dir) };
}

const CITY = `CREATE TABLE country (code TEXT PRIMARY KEY CHECK (code IN ('DE', 'FR')), name TEXT NOT NULL);
  CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT NOT NULL, lat TEXT, n INTEGER NOT NULL DEFAULT 0, country TEXT REFERENCES country);
  CREATE INDEX city_n ON city (n);
  CREATE VIEW named AS SELECT id, name FROM city;
  CREATE TABLE log (text TEXT);
  CREATE TRIGGER noted AFTER UPDATE ON city BEGIN INSERT INTO log VALUES (NEW.lat); END;`;

test("the demo plan on SQLite: pages, undo, and no file is left", async () => {
  const script = CITY.replace(/CREATE TABLE log.*$/s, "");
  const { report, left } = await shadowOf(script, coordinatesPlan("sqlite"));
  expect(report.facts).toMatchObject({ place: "file", missing: [] });
  expect(report.facts.tables.every(({ rows }) => rows > 0)).toBe(true);
  expect(report.steps.map(({ stepId, undo }) => `${stepId} ${undo.state}`)).toEqual([
    "expand.1 restored",
    "expand.2 restored",
    "expand.3 restored",
    "backfill.1 kept",
    "verify.1 nothing to undo",
    "verify.2 nothing to undo",
    "cutover.1 nothing to undo",
    "contract.1 point of no return",
  ]);
  const [add] = report.steps[0]?.statements ?? [];
  expect(add).toMatchObject({ pagesChanged: 1, locks: [{ mode: "write lock", blocksWrites: true }] });
  expect(left).toEqual([]);
});

test("dropping a column rewrites many pages, is refused where a view or index uses it, and an undo must bring it back", async () => {
  const { report } = await shadowOf(
    CITY.replace(/CREATE TABLE log.*$/s, ""),
    plan({ sql: "ALTER TABLE city DROP COLUMN lat", undo: "ALTER TABLE city ADD COLUMN lat INTEGER" }),
  );
  const [step] = report.steps;
  expect(step?.statements[0]?.pagesChanged).toBeGreaterThan(3);
  expect(step?.undo.state).toBe("differs");
  expect(step?.undo.differences).toEqual(
    expect.arrayContaining(["- column city.lat: TEXT", "+ column city.lat: INTEGER"]),
  );
  const refused = await shadowOf(CITY, plan({ sql: "ALTER TABLE city DROP COLUMN name", undo: "none" }));
  expect(refused.report.steps[0]).toMatchObject({ state: "refused", statements: [{ refused: { because: "plan" } }] });
  expect(refused.report.dependents.find(({ name }) => name === "named")).toMatchObject({ fate: "blocks the step" });
});

test("what SQLite lets break: a view of a table that goes, and a trigger that writes to it", async () => {
  const { report } = await shadowOf(
    CITY,
    plan({ sql: "DROP TABLE log", undo: "CREATE TABLE log (text TEXT)" }, { sql: "DROP INDEX city_n", undo: "none" }),
  );
  const fates = Object.fromEntries(report.dependents.map(({ kind, name, fate }) => [`${kind} ${name}`, fate]));
  expect(fates).toMatchObject({ "trigger noted": "breaks", "index city_n": "dropped by the plan" });
  const query = await shadowOf(CITY, {
    ...plan({ sql: "DROP INDEX city_n", undo: "none" }),
    queries: [{ name: "by n", sql: "SELECT id FROM city WHERE n = 7" }],
  });
  expect(query.report.queries).toMatchObject([
    { before: { indexes: ["city_n"], sequentialScans: [] }, newSequentialScans: ["city"], prepared: "not tried" },
  ]);
});

test("a plan reaches no other file", async () => {
  const { report } = await shadowOf(
    CITY,
    plan({ sql: "ATTACH DATABASE '/tmp/other.db' AS other", undo: "none" }, { sql: "DROP INDEX city_n", undo: "none" }),
  );
  expect(report.steps[0]).toMatchObject({
    state: "refused",
    statements: [{ refused: { message: expect.stringContaining("one file") } }],
  });
});

test("a plan whose result is there: the refusal is foreseen, and the report says why", async () => {
  const { report } = await shadowOf(
    CITY,
    plan(
      { sql: "ALTER TABLE City ADD COLUMN LAT TEXT", undo: "ALTER TABLE city DROP COLUMN lat" },
      { sql: "DROP INDEX city_n", undo: "none" },
    ),
  );
  expect(report.steps).toMatchObject([
    { state: "refused", alreadyThere: "city has a column lat already", statements: [{ disagreements: [] }] },
    { state: "not reached" },
  ]);
});

test("a backfill that keeps old values gives each row its own back", async () => {
  const { report } = await shadowOf(CITY.replace(/CREATE TABLE log.*$/s, ""), {
    ...plan(),
    phases: { backfill: [{ backfill: { table: "city", set: { n: "n + 1" } }, undo: "keep-old-values" }] },
  });
  expect(report.steps[0]?.undo).toMatchObject({ state: "restored", rowsCompared: 500 });
});
