import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import type { Rollout } from "#contracts/rollout.ts";
import { freePort } from "#scripts/stack/free-port.ts";
import { startRedis } from "#scripts/stack/redis-server.ts";
import { passGate } from "#server/rollouts/pass-gate.ts";
import { pauseRollout } from "#server/rollouts/pause-rollout.ts";
import { testContainer } from "#test/container.ts";
import { aRollout, aWorld, coordinatesPlan, see, until, type World } from "#test/rollouts.ts";
import { spawnWorker } from "#test/worker-process.ts";

const ROWS = 20_000;
const TIMEOUT = 180_000;
const WAIT = 90_000;

/** `n = n + 1` tells how often a row was changed; no predicate protects it from being changed twice. */
const counting = (batch = 50) => ({
  ...coordinatesPlan("postgresql"),
  phases: { backfill: [{ backfill: { table: "city", set: { n: "n + 1" }, batch, pause: "20ms" } }] },
});

/** A Redis of this test's own, which it may kill. */
async function ownRedis() {
  const options = {
    dir: mkdtempSync(join(inject("serversDir"), "redis-")),
    port: await freePort(),
    password: "for-tests-only",
    logFile: "/dev/null",
  };
  let running = await startRedis(options);
  onTestFinished(() => running.stop());
  return {
    url: running.url,
    kill: () => process.kill(running.pid, "SIGKILL"),
    restart: async () => {
      running = await startRedis(options);
    },
  };
}

async function prepared() {
  const redis = await ownRedis();
  const deps = await testContainer({ env: { redisUrl: redis.url } });
  return { redis, deps, world: await aWorld(deps, "postgresql", ROWS) };
}

const scanned = (it: Rollout): number => it.backfills[0]?.rowsScanned ?? 0;
const past = (rows: number) => (it: Rollout) => scanned(it) > rows;

/** Pauses and compares every row with the checkpoint in the target: changed once before it, never after it. */
async function expectEachRowOnce(world: World, id: string): Promise<void> {
  await pauseRollout(world.deps, { actor: world.operator.actor, rolloutId: id, reason: "" });
  await until(world, id, "paused", WAIT);
  const [shards] = await world.target.exec(
    "SELECT sum(rows_changed) AS changed, sum(rows_scanned) AS scanned FROM sluice.backfill_shard",
  );
  const [rows] = await world.target.exec(
    "SELECT max(n) AS most, sum(n) AS changed, max(id) FILTER (WHERE n = 1) AS last FROM city",
  );
  expect(Number(rows?.most)).toBe(1);
  expect(Number(rows?.changed)).toBe(Number(shards?.changed));
  // No gap: as many rows as the last changed one's number.
  expect(Number(rows?.last)).toBe(Number(shards?.scanned));
  const shown = await see(world, id);
  expect(shown.backfills[0]?.rowsChanged).toBe(Number(shards?.changed));
}

test("kill -9 of the worker in the middle of a backfill: a second one goes on, each row is changed once", {
  timeout: TIMEOUT,
}, async () => {
  const { deps, world } = await prepared();
  const first = spawnWorker(deps.env);
  const { id } = await aRollout(world, counting());
  const before = await until(world, id, past(1_000), WAIT);
  first.kill("SIGKILL");
  await first.ended;
  spawnWorker(deps.env);
  await until(world, id, past(scanned(before) + 1_000), WAIT);
  await expectEachRowOnce(world, id);
});

test("kill -9 of Redis: the batches go on, and pause works also while it is away", { timeout: TIMEOUT }, async () => {
  const { deps, world, redis } = await prepared();
  spawnWorker(deps.env);
  const { id } = await aRollout(world, counting());
  const before = await until(world, id, past(500), WAIT);
  redis.kill();
  await until(world, id, past(scanned(before) + 500), WAIT);
  await expectEachRowOnce(world, id);
});

test("a Redis that comes back empty: the reconciler brings the work back, to the end", {
  timeout: TIMEOUT,
}, async () => {
  const { deps, world, redis } = await prepared();
  spawnWorker(deps.env);
  const { id } = await aRollout(world, coordinatesPlan("postgresql", { batch: 200, pause: "20ms" }));
  await until(world, id, past(500), WAIT);
  redis.kill();
  await redis.restart();
  await until(world, id, (it) => it.waiting.some(({ code }) => code === "gate"), WAIT);
  redis.kill();
  await redis.restart();
  await passGate(deps, { actor: world.operator.actor, rolloutId: id, stepId: "cutover.1", comment: "" });
  const ended = await until(world, id, "succeeded", WAIT);
  expect(ended.backfills[0]).toMatchObject({ rowsChanged: ROWS, fraction: 1 });
});

test("the control database cuts every connection: no batch is lost or done twice", { timeout: TIMEOUT }, async () => {
  const { deps, world } = await prepared();
  const worker = spawnWorker(deps.env);
  const { id } = await aRollout(world, counting());
  const before = await until(world, id, past(500), WAIT);
  for (let i = 0; i < 3; i++) {
    await deps.prisma.$queryRaw`
      SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
  }
  await until(world, id, past(scanned(before) + 500), WAIT);
  await expectEachRowOnce(world, id);
  worker.kill("SIGTERM");
  await expect(worker.ended).resolves.toBe(0);
});

test("SIGTERM gives the work to another worker within the grace time", { timeout: TIMEOUT }, async () => {
  const { deps, world } = await prepared();
  const first = spawnWorker(deps.env);
  const { id } = await aRollout(world, counting());
  const before = await until(world, id, past(500), WAIT);
  const second = spawnWorker(deps.env);
  await vi.waitFor(() => expect(second.output()).toContain("takes jobs"), { timeout: WAIT });
  const startedAt = Date.now();
  first.kill("SIGTERM");
  await expect(first.ended).resolves.toBe(0);
  expect(Date.now() - startedAt).toBeLessThan(10_000);
  await until(world, id, past(scanned(before) + 1_000), WAIT);
  await expectEachRowOnce(world, id);
});

test("a wrong environment ends the worker with one line", { timeout: TIMEOUT }, async () => {
  const deps = await testContainer();
  const worker = spawnWorker(deps.env, { REDIS_URL: "http://not-redis" });
  await expect(worker.ended).resolves.toBe(1);
  expect(worker.output().trim().split("\n")).toEqual([
    expect.stringContaining("REDIS_URL: must be a redis:// or rediss:// URL"),
  ]);
});
