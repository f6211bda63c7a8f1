import { setTimeout as wait } from "node:timers/promises";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { compilePlan } from "#core/plan/compile-plan.ts";
import { runShadow } from "#core/shadow/run-shadow.ts";
import type { ShadowReport, StepReport } from "#core/shadow/shadow-report.ts";
import { targetDatabase } from "./databases.ts";
import { engineOf } from "./engine-fixtures.ts";

const OTHERS_END_MS = 90_000;
const engine = engineOf("postgresql");
export const VERSIONS = ["15", "18"] as const;
type Version = (typeof VERSIONS)[number];

type Step = NonNullable<PlanDocument["phases"]["expand"]>[number];
export const plan = (...expand: readonly Step[]): PlanDocument => ({
  sluice: 1,
  name: "plan",
  title: "Plan",
  engine: "postgresql",
  phases: { expand },
});

/** Runs a plan on a shadow of what the script makes; the scratch server is the target's own. */
export async function shadowOf(version: Version, script: string, document: PlanDocument) {
  const { address, exec } = await targetDatabase("postgresql", { version });
  await exec(script);
  await using target = await engine.connect(address, { applicationName: "test" });
  const names: string[] = [];
  const report = await runShadow({
    engine,
    target,
    document,
    steps: await compilePlan(document, engine),
    places: [{ kind: "server", address: { ...address, database: "postgres" }, whose: "configured" }],
    rowsPerTable: 300,
    async progress() {
      const here = await exec("SELECT datname FROM pg_database WHERE datname LIKE 'sluice_shadow%'");
      names.push(...here.map(({ datname }) => String(datname)));
    },
  });
  const look = () =>
    exec(
      "SELECT datname AS name FROM pg_database WHERE datname = ANY ($1) UNION ALL SELECT rolname FROM pg_roles WHERE rolname = ANY ($1)",
      [names],
    );
  // Another test's shadow may be on the same server, and goes when its own run ends.
  let left = await look();
  for (const until = performance.now() + OTHERS_END_MS; left.length > 0 && performance.now() < until; ) {
    await wait(200);
    left = await look();
  }
  return { report, left, names };
}

export const stepOf = (report: ShadowReport, id: string): StepReport => {
  const step = report.steps.find(({ stepId }) => stepId === id);
  if (!step) throw new Error(`no step ${id}`);
  return step;
};
export const CITY = `CREATE TABLE country (code text PRIMARY KEY CHECK (code ~ '^[A-Z]{2}$'), name text NOT NULL);
  CREATE TABLE city (id integer PRIMARY KEY, name text NOT NULL, lat text, n integer NOT NULL DEFAULT 0,
    country text REFERENCES country);
  CREATE INDEX city_n ON city (n);
  CREATE VIEW big_city AS SELECT id, name, n FROM city WHERE n > 100;`;
