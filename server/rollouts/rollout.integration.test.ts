import { expect, test, vi } from "vitest";
import { rollout } from "#contracts/rollout.ts";
import { tuneBackfill } from "#server/backfills/tune-backfill.ts";
import { testContainer } from "#test/container.ts";
import { targetDatabase } from "#test/databases.ts";
import { healthyTarget } from "#test/healthy-target.ts";
import { aRollout, aWorker, aWorld, coordinatesPlan, see, until } from "#test/rollouts.ts";
import { getReport } from "./get-report.ts";
import { passGate } from "./pass-gate.ts";

test.each(["postgresql", "sqlite"] as const)("a rollout runs from start to finish on %s", async (dialect) => {
  const deps = await testContainer();
  const world = await aWorld(deps, dialect, 5_000);
  await healthyTarget(deps, world.databaseId);
  await aWorker(deps);
  const { id } = await aRollout(world, coordinatesPlan(dialect));

  const atGate = await until(world, id, (it) => it.waiting.some(({ code }) => code === "gate"));
  expect(rollout.parse(atGate)).toEqual(atGate);
  expect(atGate.headline).toBe("Waiting for a person: Is the release that reads latitude on every host?");
  expect(atGate.backfills[0]).toMatchObject({
    state: "succeeded",
    fraction: 1,
    rowsScanned: 5_000,
    rowsChanged: 5_000,
  });
  expect(atGate.steps.find(({ stepId }) => stepId === "verify.1")?.evidence).toMatchObject({ passed: true });
  await passGate(deps, { actor: world.operator.actor, rolloutId: id, stepId: "cutover.1", comment: "yes" });

  const ended = await until(world, id, "succeeded");
  expect(ended.headline).toBe(`Finished: all ${ended.steps.length} steps were carried out`);
  expect(ended.steps.every(({ state }) => state === "succeeded")).toBe(true);
  const [row] = await world.target.exec("SELECT count(*) AS n, count(latitude) AS filled FROM city");
  expect([Number(row?.n), Number(row?.filled)]).toEqual([5_000, 5_000]);
  await expect(world.target.exec("SELECT lat FROM city")).rejects.toThrow(/lat/);

  const report = await getReport(deps, { actor: world.operator.actor, rolloutId: id });
  expect(report).toContain("# Store city coordinates as numbers");
  expect(report).toContain("said Olga Operator");
  expect((await see(world, id)).approvedBy).toMatchObject([{ name: "Rita Reviewer" }]);
});

test.each([
  ["postgresql", "numeric(8,5)", "lat::numeric(8,5)", "IS DISTINCT FROM"],
  ["sqlite", "REAL", "CAST(lat AS REAL)", "IS NOT"],
] as const)(
  "on %s a row written behind the backfill is found by the last verification, and another pass writes it",
  async (dialect, type, cast, differs) => {
    const deps = await testContainer();
    const world = await aWorld(deps, dialect, 3_000);
    await healthyTarget(deps, world.databaseId);
    await world.target.exec(`ALTER TABLE city ADD COLUMN latitude ${type}`);
    await aWorker(deps);
    const backfill = { table: "city", set: { latitude: cast }, batch: 50, pause: "500ms" };
    const { id } = await aRollout(world, { ...coordinatesPlan(dialect), phases: { backfill: [{ backfill }] } });
    // Its own batch has passed, which need not be the first one.
    const isWritten = async () =>
      expect(await world.target.exec("SELECT id FROM city WHERE id = 5 AND latitude IS NOT NULL")).toHaveLength(1);
    await vi.waitFor(isWritten, { timeout: 60_000, interval: 20 });
    await world.target.exec("UPDATE city SET lat = '5.5' WHERE id = 5");
    await tuneBackfill(deps, {
      actor: world.operator.actor,
      rolloutId: id,
      backfillId: (await see(world, id)).backfills[0]?.id ?? "",
      settings: { batchSize: 5_000, pauseMs: 0, speed: 100 },
    });
    const ended = await until(world, id, "succeeded");
    expect(ended.backfills[0]).toMatchObject({ rowsChanged: 3_001, rowsScanned: 6_000 });
    expect(ended.steps[0]?.evidence).toMatchObject({ passed: true, sampleKeys: [] });
    await expect(world.target.exec(`SELECT id FROM city WHERE latitude ${differs} ${cast}`)).resolves.toEqual([]);
  },
);

test("a database that cannot be reached for a while: it is told, and the backfill goes on", async () => {
  const deps = await testContainer();
  const world = await aWorld(deps, "postgresql", 5_000);
  await healthyTarget(deps, world.databaseId);
  await aWorker(deps);
  const { id } = await aRollout(world, coordinatesPlan("postgresql", { batch: 50, pause: "200ms" }));
  await until(world, id, (it) => (it.backfills[0]?.rowsScanned ?? 0) > 100);
  const [row] = await world.target.exec("SELECT current_database() AS name");
  // Of the same server: a session cannot lock the door of the database that it is in.
  const admin = await targetDatabase("postgresql");
  await admin.exec(`ALTER DATABASE ${row?.name} WITH ALLOW_CONNECTIONS false`);
  await world.target.exec(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'sluice:%' AND datname = current_database()",
  );
  const away = await until(
    world,
    id,
    (it) => it.headline.includes("Trying again") || it.headline.includes("cannot be reached"),
  );
  expect(away.state).toBe("running");
  await admin.exec(`ALTER DATABASE ${row?.name} WITH ALLOW_CONNECTIONS true`);
  const after = await until(world, id, (it) => it.backfills[0]?.state === "succeeded");
  expect(after.backfills[0]).toMatchObject({ rowsScanned: 5_000, rowsChanged: 5_000 });
});
