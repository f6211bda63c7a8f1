import { expect, test } from "vitest";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { createEngine } from "#core/engines/engine-registry.ts";
import { compilePlan } from "#core/plan/compile-plan.ts";
import { pgDriver } from "#server/targets/pg-driver.ts";
import { sqliteDriver } from "#server/targets/sqlite-driver.ts";
import { targetDatabase } from "#test/databases.ts";
import { coordinatesPlan } from "#test/rollouts.ts";
import { runShadow } from "./run-shadow.ts";

const engine = createEngine("postgresql", { postgresql: pgDriver, sqlite: sqliteDriver });
const VERSIONS = ["15", "18"] as const;
type Version = (typeof VERSIONS)[number];

const plan = (phases: PlanDocument["phases"]): PlanDocument => ({
  sluice: 1,
  name: "plan",
  title: "Plan",
  engine: "postgresql",
  phases,
});

/** Runs a plan on a shadow of what the script makes; the scratch server is the target's own. */
async function shadowOf(version: Version, script: string, document: PlanDocument) {
  const { address, exec } = await targetDatabase("postgresql", { version });
  await exec(script);
  await using target = await engine.connect(address, { applicationName: "test" });
  const report = await runShadow({
    engine,
    target,
    steps: await compilePlan(document, engine),
    places: [{ kind: "server", address: { ...address, database: "postgres" }, whose: "configured" }],
    rowsPerTable: 300,
    progress: async () => undefined,
  });
  const left = await exec("SELECT datname FROM pg_database WHERE datname LIKE 'sluice_shadow%'");
  return { report, left, exec };
}

const CITY = `CREATE TABLE city (id integer PRIMARY KEY, name text NOT NULL, lat text, n integer NOT NULL DEFAULT 0);
  INSERT INTO city SELECT i, 'city ' || i, '12.5' FROM generate_series(1, 10) i`;

test.each(VERSIONS)("the demo plan on %s: locks, undo and nothing left on the server", async (version) => {
  const { report } = await shadowOf(version, CITY, coordinatesPlan("postgresql"));
  console.log(JSON.stringify(report, null, 1));
  expect(report.steps).toHaveLength(8);
});
