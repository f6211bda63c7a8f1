import { expect, test } from "vitest";
import { listSamples } from "#server/backfills/list-samples.ts";
import { tuneBackfill } from "#server/backfills/tune-backfill.ts";
import { testContainer } from "#test/container.ts";
import { healthyTarget } from "#test/healthy-target.ts";
import { aRollout, aWorker, aWorld, coordinatesPlan, see, until, type World } from "#test/rollouts.ts";
import { startWorker } from "#workers/start-worker.ts";
import { cancelRollout } from "./cancel-rollout.ts";
import { listRolloutEvents } from "./list-rollout-events.ts";
import { pauseRollout } from "./pause-rollout.ts";
import { previewRollback } from "./preview-rollback.ts";
import { resumeRollout } from "./resume-rollout.ts";
import { rollbackRollout } from "./rollback-rollout.ts";

/** Small batches with pauses, so that there is a backfill to press buttons on. */
const SLOW = { batch: 50, pause: "200ms" } as const;
const ROWS = 10_000;

const moving = (it: Awaited<ReturnType<typeof see>>) =>
  it.backfills.some(({ rowsScanned, state }) => rowsScanned > 100 && state === "running");
const command = ({ operator }: World, rolloutId: string) => ({ actor: operator.actor, rolloutId, reason: "" });

async function running(dialect: "postgresql" | "sqlite" = "postgresql") {
  const deps = await testContainer();
  const world = await aWorld(deps, dialect, ROWS);
  await healthyTarget(deps, world.databaseId);
  await aWorker(deps);
  const { id } = await aRollout(world, coordinatesPlan(dialect, SLOW));
  await until(world, id, moving);
  return { deps, world, id };
}

test.each(["postgresql", "sqlite"] as const)(
  "pause stops at a batch, resume goes on after it, on %s",
  async (dialect) => {
    const { deps, world, id } = await running(dialect);
    const asked = await pauseRollout(deps, { ...command(world, id), reason: "replica lag" });
    expect(["pausing", "paused"]).toContain(asked.state);
    const paused = await until(world, id, "paused");
    expect(paused.headline).toMatch(/^Paused \(Olga Operator\)|^Paused at|^Paused/);
    const done = await world.target.exec("SELECT count(latitude) AS n FROM city");
    expect(Number(done[0]?.n)).toBe(paused.backfills[0]?.rowsChanged);

    await resumeRollout(deps, command(world, id));
    await until(world, id, moving);
    const tuned = await tuneBackfill(deps, {
      actor: world.operator.actor,
      rolloutId: id,
      backfillId: paused.backfills[0]?.id ?? "",
      settings: { batchSize: 5_000, pauseMs: 0 },
    });
    expect(tuned.backfills[0]?.settings).toMatchObject({ batchSize: 5_000, pauseMs: 0 });
    const ended = await until(world, id, (it) => it.backfills[0]?.state === "succeeded");
    expect(ended.backfills[0]).toMatchObject({ rowsScanned: ROWS, rowsChanged: ROWS, fraction: 1 });
    const { items } = await listSamples(deps, { actor: world.operator.actor, rolloutId: id });
    expect(items.reduce((sum, it) => sum + it.rowsScanned, 0)).toBe(ROWS);
  },
);

test("of two who pause at once, one audit row is written", async () => {
  const { deps, world, id } = await running();
  await Promise.all([pauseRollout(deps, command(world, id)), pauseRollout(deps, command(world, id))]);
  await until(world, id, "paused");
  await expect(deps.prisma.auditEntry.count({ where: { action: "rollout.pause", objectId: id } })).resolves.toBe(1);
});

test("a command of a stale page is refused with the state as it is now", async () => {
  const { deps, world, id } = await running();
  const seen = await see(world, id);
  await pauseRollout(deps, command(world, id));
  await until(world, id, "paused");
  await expect(cancelRollout(deps, { ...command(world, id), generation: seen.generation })).rejects.toMatchObject({
    code: "stale",
    extra: { state: "paused" },
  });
  expect((await see(world, id)).state).toBe("paused");
});

test("cancel ends for good and leaves what was changed; rollback then undoes it", async () => {
  const { deps, world, id } = await running();
  await cancelRollout(deps, command(world, id));
  const cancelled = await until(world, id, "cancelled");
  expect(cancelled.blockers.resume).toMatchObject([{ code: "state" }]);
  const [{ n } = { n: 0 }] = await world.target.exec("SELECT count(latitude) AS n FROM city");
  expect(Number(n)).toBeGreaterThan(0);

  const preview = await previewRollback(deps, { actor: world.operator.actor, rolloutId: id });
  expect(preview.steps.map(({ stepId }) => stepId)).toEqual(["backfill.1", "expand.3", "expand.2", "expand.1"]);
  expect(preview).toMatchObject({ stopsAt: null, blockers: [] });
  await rollbackRollout(deps, command(world, id));
  const undone = await until(world, id, "rolled_back");
  expect(undone.steps.filter(({ state }) => state === "undone").map(({ stepId }) => stepId)).toEqual([
    "expand.1",
    "expand.2",
    "expand.3",
    "backfill.1",
  ]);
  await expect(world.target.exec("SELECT latitude FROM city")).rejects.toThrow(/latitude/);
  const triggers = await world.target.exec("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal");
  expect(triggers).toEqual([]);
});

test("a rollback asked for while the backfill runs lets the worker stop first", async () => {
  const { deps, world, id } = await running();
  await rollbackRollout(deps, command(world, id));
  const undone = await until(world, id, "rolled_back");
  expect(undone.backfills[0]?.state).toBe("cancelled");
  await expect(world.target.exec("SELECT latitude FROM city")).rejects.toThrow(/latitude/);
});

test("who blocks short DDL is shown, and it goes on when the lock is free", async () => {
  const deps = await testContainer();
  const world = await aWorld(deps, "postgresql", 100);
  await world.target.exec("BEGIN; SET LOCAL application_name = 'nightly-report'; SELECT count(*) FROM city");
  await aWorker(deps);
  const { id } = await aRollout(world, coordinatesPlan("postgresql"));
  const blocked = await until(world, id, (it) =>
    it.waiting.some(({ code, message }) => code === "lock" && /attempt ([2-9]|\d\d)/.test(message)),
  );
  expect(blocked.headline).toMatch(
    /^Waiting for a lock: attempt \d+, blocked by pid \d+ \(nightly-report\), idle in transaction for \d+ s$/,
  );
  await world.target.exec("COMMIT");
  const after = await until(world, id, (it) => it.steps[0]?.state === "succeeded");
  expect(after.steps[0]?.attempt).toBeGreaterThan(1);
});

test("a check that fails stops the rollout with its evidence, and resume checks again", async () => {
  const deps = await testContainer();
  const world = await aWorld(deps, "postgresql", 10);
  await aWorker(deps);
  const phases = {
    verify: [{ check: { name: "n is set", none: "SELECT id, name FROM city WHERE n = 0 ORDER BY id" } }],
  };
  const { id } = await aRollout(world, { ...coordinatesPlan("postgresql"), phases });
  const failed = await until(world, id, "failed");
  const [step] = failed.steps;
  expect(step).toMatchObject({ state: "failed", error: { code: "check-failed" }, evidence: { passed: false } });
  expect(step?.evidence?.sampleKeys).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
  await world.target.exec("UPDATE city SET n = 1");
  await resumeRollout(deps, command(world, id));
  await until(world, id, "succeeded");
});

test("a second rollout on the same database is refused while one is open", async () => {
  const { world } = await running();
  await expect(aRollout(world, coordinatesPlan("postgresql"))).rejects.toMatchObject({
    code: "blocked",
    extra: { blockers: [{ code: "database-busy" }] },
  });
});

test("a pause at a gate needs no worker, and the log names who asked", async () => {
  const deps = await testContainer();
  const world = await aWorld(deps, "sqlite", 10);
  const worker = await startWorker(deps);
  const phases = { cutover: [{ gate: { ask: "Go on?" } }] };
  const { id } = await aRollout(world, { ...coordinatesPlan("sqlite"), phases });
  await until(world, id, (it) => it.waiting.some(({ code }) => code === "gate"));
  // The worker that brought it there lets go of it a moment after it has said so, and no other takes it up.
  await worker.stop();
  const paused = await pauseRollout(deps, { ...command(world, id), reason: "lunch" });
  expect(paused.state).toBe("paused");
  const { items } = await listRolloutEvents(deps, { actor: world.operator.actor, rolloutId: id, query: { limit: 10 } });
  expect(items).toContainEqual(expect.objectContaining({ byName: "Olga Operator", message: "Asked to pause: lunch" }));
  await aWorker(deps);
  await resumeRollout(deps, command(world, id));
  const back = await until(world, id, (it) => it.waiting.some(({ code }) => code === "gate"));
  expect(back.state).toBe("running");
});
