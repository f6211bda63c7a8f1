import { expect, test, vi } from "vitest";
import { type ShadowRun, shadowRun } from "#contracts/shadow-run.ts";
import type { NetworkAddress } from "#core/engines/target-address.ts";
import { approvedPlan } from "#test/approved-plan.ts";
import { testContainer } from "#test/container.ts";
import { targetDatabase } from "#test/databases.ts";
import { aWorker, aWorld, coordinatesPlan } from "#test/rollouts.ts";
import { latestShadowRun } from "./latest-shadow-run.ts";
import { listShadowRuns } from "./list-shadow-runs.ts";
import { performShadowRun } from "./perform-shadow-run.ts";
import { startShadowRun } from "./start-shadow-run.ts";

test.each(["postgresql", "sqlite"] as const)(
  "a shadow run on %s is carried out by a worker, and the database stays as it was",
  { timeout: 240_000 },
  async (dialect) => {
    const deps = await testContainer();
    const world = await aWorld(deps, dialect, 200);
    const { actor } = world.operator;
    const { migrationId } = await approvedPlan(deps, coordinatesPlan(dialect));
    const request = { actor, migrationId, databaseId: world.databaseId } as const;
    const started = await startShadowRun(deps, request);
    expect(shadowRun.parse(started)).toMatchObject({ state: "queued", report: null });
    // Asking again while it waits answers the same one.
    expect((await startShadowRun(deps, request)).id).toBe(started.id);

    await aWorker(deps);
    const ended = await vi.waitFor(
      async () => {
        const { items } = await listShadowRuns(deps, { actor, migrationId });
        const [newest] = items as [ShadowRun];
        expect(["done", "failed"]).toContain(newest.state);
        return newest;
      },
      { timeout: 200_000, interval: 100 },
    );
    expect(ended).toMatchObject({ state: "done", error: null });
    const undone = ended.report?.steps.map(({ stepId, undo }) => `${stepId} ${undo.state}`);
    expect(undone).toEqual([
      "expand.1 restored",
      "expand.2 restored",
      "expand.3 restored",
      "backfill.1 kept",
      "verify.1 nothing to undo",
      "verify.2 nothing to undo",
      "cutover.1 nothing to undo",
      "contract.1 point of no return",
    ]);
    expect(await latestShadowRun(deps, migrationId, 1)).toEqual(ended);
    const [city] = await world.target.exec("SELECT * FROM city WHERE id = 1");
    expect(Object.keys(city ?? {})).toEqual(["id", "name", "lat", "n"]);
    await expect(
      deps.prisma.auditEntry.count({ where: { action: "migration.shadow-run", objectId: migrationId } }),
    ).resolves.toBe(1);
  },
);

test("without a server to build on it says so, and what to do; one of another major version is told", async () => {
  const deps = await testContainer({ env: { embedded: false } });
  const world = await aWorld(deps, "postgresql", 10);
  const { actor } = world.operator;
  const { migrationId } = await approvedPlan(deps, coordinatesPlan("postgresql"));
  const request = { actor, migrationId, databaseId: world.databaseId } as const;
  const { id } = await startShadowRun(deps, request);
  await performShadowRun(deps, id, new AbortController().signal);
  const [none] = (await listShadowRuns(deps, { actor, migrationId })).items;
  expect(none).toMatchObject({ state: "failed", report: null, error: expect.stringContaining("SLUICE_SHADOW_URL") });

  const older = await targetDatabase("postgresql", { version: "15" });
  const other = { ...deps, env: { ...deps.env, shadowUrls: [urlOf(older.address)] } };
  const again = await startShadowRun(other, request);
  await performShadowRun(other, again.id, new AbortController().signal);
  const [run] = (await listShadowRuns(deps, { actor, migrationId })).items;
  expect(run?.report?.facts).toMatchObject({ isSameVersion: false, place: "configured" });
  expect(run?.report?.facts.version).toContain("PostgreSQL 15");
  expect(deps.logged()).not.toContain(older.address.password);
  expect(JSON.stringify(run)).not.toContain(older.address.password);
});

test("a worker that is asked to stop gives the run back", async () => {
  const deps = await testContainer();
  const world = await aWorld(deps, "postgresql", 10);
  const { migrationId } = await approvedPlan(deps, coordinatesPlan("postgresql"));
  const { id } = await startShadowRun(deps, { actor: world.operator.actor, migrationId, databaseId: world.databaseId });
  await performShadowRun(deps, id, AbortSignal.abort());
  await expect(deps.prisma.shadowRun.findUnique({ where: { id } })).resolves.toMatchObject({
    state: "queued",
    tries: 0,
  });
});

const urlOf = ({ host, port, user, password, database }: NetworkAddress): string =>
  `postgres://${user}:${password}@${host}:${port}/${database}?sslmode=disable`;
