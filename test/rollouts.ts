import { onTestFinished, vi } from "vitest";
import type { Rollout } from "#contracts/rollout.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { RunState } from "#core/domain/run-state.ts";
import type { Container } from "#server/container.ts";
import { addressColumns } from "#server/databases/address-columns.ts";
import { newId } from "#server/new-id.ts";
import { getRollout } from "#server/rollouts/get-rollout.ts";
import { startRollout } from "#server/rollouts/start-rollout.ts";
import { startWorker } from "#workers/start-worker.ts";
import { approvedPlan } from "./approved-plan.ts";
import { type TargetDatabase, targetDatabase, uniqueName } from "./databases.ts";
import { aPerson, type TestPerson } from "./people.ts";

export interface World {
  readonly deps: Container;
  readonly target: TargetDatabase;
  readonly databaseId: string;
  readonly operator: TestPerson;
}

/** Signals of the whole server are not heeded: other tests use it too. */
export const ALONE = {
  limits: { active_sessions: "off", lock_waiters: "off", checkpoint_pressure: "off", sync_rep_waiters: "off" },
} as const;

/** A registered target with a table of cities whose coordinates are texts. */
export async function aWorld(
  deps: Container,
  dialect: "postgresql" | "sqlite",
  rows: number,
  given?: TargetDatabase,
): Promise<World> {
  const target = given ?? (await targetDatabase(dialect));
  await target.exec(
    "CREATE TABLE city (id integer PRIMARY KEY, name text NOT NULL, lat text, n integer NOT NULL DEFAULT 0)",
  );
  const numbers =
    dialect === "sqlite"
      ? `WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < ${rows}) SELECT`
      : `SELECT`;
  const from = dialect === "sqlite" ? "FROM g" : `FROM generate_series(1, ${rows}) AS g(i)`;
  const insert = `INSERT INTO city (id, name, lat) `;
  await target.exec(`${insert}${numbers} i, 'city ' || i, CAST(i % 90 AS text) || '.25' ${from}`);
  const id = newId();
  const engine = dialect;
  const data = {
    id,
    throttle: ALONE,
    name: uniqueName("target"),
    environment: "development",
    ...addressColumns(deps, id, { engine, address: target.address }),
  };
  await deps.prisma.database.create({ data });
  return { deps, target, databaseId: id, operator: await aPerson(deps, "operator", "Olga Operator") };
}

export async function aRollout(world: World, document: PlanDocument): Promise<Rollout> {
  const plan = await approvedPlan(world.deps, document, world.databaseId);
  return startRollout(world.deps, { actor: world.operator.actor, databaseId: world.databaseId, ...plan });
}

/** A worker inside the test's process, with the test's container. */
export async function aWorker(deps: Container & { readonly drain: () => void }): Promise<void> {
  const worker = await startWorker(deps);
  onTestFinished(async () => {
    deps.drain();
    await worker.stop();
  });
}

export const see = ({ deps, operator }: World, rolloutId: string): Promise<Rollout> =>
  getRollout(deps, { actor: operator.actor, rolloutId });

/** Waits until the rollout is as asked, and tells what it was instead if it never is. */
export async function until(
  world: World,
  rolloutId: string,
  what: RunState | ((rollout: Rollout) => boolean),
  timeout = 100_000,
): Promise<Rollout> {
  const isThere = typeof what === "string" ? (it: Rollout) => it.state === what : what;
  return vi.waitFor(
    async () => {
      const rollout = await see(world, rolloutId);
      if (isThere(rollout)) return rollout;
      const steps = rollout.steps.map(
        ({ stepId, state, error }) => `${stepId} ${state}${error ? ` (${error.message})` : ""}`,
      );
      throw new Error(`waited for ${String(what)}, but: ${rollout.state}: ${rollout.headline} [${steps.join(", ")}]`);
    },
    { timeout, interval: 30 },
  );
}

const PHASES = {
  postgresql: {
    type: "numeric(8,5)",
    cast: "lat::numeric(8,5)",
    back: "latitude::text",
    differs: "latitude IS DISTINCT FROM lat::numeric(8,5)",
  },
  sqlite: {
    type: "REAL",
    cast: "CAST(lat AS REAL)",
    back: "CAST(latitude AS TEXT)",
    differs: "latitude IS NOT CAST(lat AS REAL)",
  },
} as const;

/** Coordinates from text to number: expand, sync, backfill, verify, gate, contract. */
export function coordinatesPlan(
  engine: "postgresql" | "sqlite",
  options: { readonly batch?: number; readonly pause?: string } = {},
): PlanDocument {
  const { type, cast, back, differs } = PHASES[engine];
  return {
    sluice: 1,
    name: "city-coordinates",
    title: "Store city coordinates as numbers",
    engine,
    phases: {
      expand: [
        { sql: `ALTER TABLE city ADD COLUMN latitude ${type}`, undo: "ALTER TABLE city DROP COLUMN latitude" },
        { sync: { table: "city", to: { latitude: cast }, back: { lat: back } } },
        { index: "CREATE INDEX city_latitude ON city (latitude)" },
      ],
      backfill: [{ backfill: { table: "city", set: { latitude: cast }, ...options } }],
      verify: [
        { check: { name: "coordinates agree", none: `SELECT id FROM city WHERE ${differs}` } },
        { check: { name: "row count", equal: ["SELECT count(*) FROM city", "SELECT count(latitude) FROM city"] } },
      ],
      cutover: [{ gate: { ask: "Is the release that reads latitude on every host?" } }],
      contract: [{ sql: "ALTER TABLE city DROP COLUMN lat", undo: "none" }],
    },
  };
}
