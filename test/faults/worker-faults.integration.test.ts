import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import type { Rollout } from "#contracts/rollout.ts";
import { isAlive } from "#scripts/stack/process-identity.ts";
import { type RunningRedis, startRedis } from "#scripts/stack/redis-server.ts";
import { passGate } from "#server/rollouts/pass-gate.ts";
import { pauseRollout } from "#server/rollouts/pause-rollout.ts";
import { resumeRollout } from "#server/rollouts/resume-rollout.ts";
import { testContainer } from "#test/container.ts";
import { expectEachRowOnce } from "#test/expect-each-row-once.ts";
import { healthyTarget } from "#test/healthy-target.ts";
import { aRollout, aWorld, coordinatesPlan, see, until } from "#test/rollouts.ts";
import { onFreePort } from "#test/servers.ts";
import { spawnWorker } from "#test/worker-process.ts";

const ROWS = 20_000;
const TIMEOUT = 300_000;
const WAIT = 90_000;

/** `n = n + 1` tells how often a row was changed; no predicate protects it from being changed twice. */
const counting = (batch = 50) => ({
  ...coordinatesPlan("postgresql"),
  phases: { backfill: [{ backfill: { table: "city", set: { n: "n + 1" }, batch, pause: "300ms" } }] },
});

/** A Redis of this test's own, which it may kill. */
async function ownRedis() {
  const options = {
    dir: mkdtempSync(join(inject("serversDir"), "redis-")),
    password: "for-tests-only",
    logFile: "/dev/null",
  };
  const { port, ...started } = await onFreePort(async (port) => ({
    port,
    ...(await startRedis({ ...options, port })),
  }));
  let running: RunningRedis = started;
  onTestFinished(() => running.stop());
  return {
    url: running.url,
    kill: async () => {
      process.kill(running.pid, "SIGKILL");
      // Until then it has the port.
      await vi.waitFor(() => expect(isAlive(running)).toBe(false), { timeout: WAIT });
    },
    restart: async () => {
      running = await startRedis({ ...options, port });
    },
  };
}

async function prepared() {
  const redis = await ownRedis();
  const deps = await testContainer({ env: { redisUrl: redis.url } });
  const world = await aWorld(deps, "postgresql", ROWS);
  await healthyTarget(deps, world.databaseId);
  return { redis, deps, world };
}

const scanned = (it: Rollout): number => it.backfills[0]?.rowsScanned ?? 0;
const past = (rows: number) => (it: Rollout) => scanned(it) > rows;
type Shard = NonNullable<Rollout["backfills"][0]>["shards"][0];
const isHeldBy =
  (pid: number) =>
  ({ worker }: Shard): boolean =>
    worker?.endsWith(`-${pid}`) ?? false;
const takenBy = (it: Rollout, pid: number): boolean => it.backfills[0]?.shards.some(isHeldBy(pid)) ?? false;
/**
 * A shard of a dead or frozen worker has another owner before that: 10 s of its lease, 2 s until the next look, and what
 * the machine needs. Without the reconciler BullMQ would bring the job back, after 30 s at the earliest.
 */
const TAKEOVER_MS = 28_000;
const emptied = async (url: string) => {
  const redis = new Redis(url);
  await redis.flushall();
  redis.disconnect();
};

test("kill -9 of the worker in the middle of a backfill: a second one goes on, each row is changed once", {
  timeout: TIMEOUT,
}, async () => {
  const { deps, world } = await prepared();
  const first = spawnWorker(deps.env);
  const { id } = await aRollout(world, counting());
  await until(world, id, past(1_000), WAIT);
  const second = spawnWorker(deps.env);
  await vi.waitFor(() => expect(second.output()).toContain("takes jobs"), { timeout: WAIT });
  first.kill("SIGKILL");
  await first.ended;
  const killedAt = Date.now();
  const before = await see(world, id);
  await until(world, id, (it) => takenBy(it, second.pid), WAIT);
  expect(Date.now() - killedAt).toBeLessThan(TAKEOVER_MS);
  await until(world, id, past(scanned(before) + 1_000), WAIT);
  await expectEachRowOnce(world, id);
});

test("a worker that freezes in the middle of its batches and wakes up later changes nothing more", {
  timeout: TIMEOUT,
}, async () => {
  const { deps, world } = await prepared();
  const first = spawnWorker(deps.env);
  const { id } = await aRollout(world, counting());
  await until(world, id, past(1_000), WAIT);
  const second = spawnWorker(deps.env);
  await vi.waitFor(() => expect(second.output()).toContain("takes jobs"), { timeout: WAIT });
  // Not in one look: shards change hands.
  const holding = await until(world, id, (it) => takenBy(it, first.pid), WAIT);
  const held = holding.backfills[0]?.shards.filter(isHeldBy(first.pid)) ?? [];
  first.kill("SIGSTOP");
  const frozenAt = Date.now();
  const isTaken = ({ shardNo }: Shard, it: Rollout) =>
    it.backfills[0]?.shards.some((shard) => shard.shardNo === shardNo && isHeldBy(second.pid)(shard)) ?? false;
  await until(world, id, (it) => held.some((shard) => isTaken(shard, it)), WAIT);
  expect(Date.now() - frozenAt).toBeLessThan(TAKEOVER_MS);
  const before = await see(world, id);
  await until(world, id, past(scanned(before) + 500), WAIT);
  first.kill("SIGCONT");
  await until(world, id, past(scanned(before) + 2_000), WAIT);
  await expectEachRowOnce(world, id);
});

test("FLUSHALL while it runs and while it is paused: it goes on, and a paused one stays paused", {
  timeout: TIMEOUT,
}, async () => {
  const { deps, world, redis } = await prepared();
  spawnWorker(deps.env);
  const { id } = await aRollout(world, counting());
  const { actor } = world.operator;
  const before = await until(world, id, past(500), WAIT);
  for (let i = 0; i < 5; i += 1) await emptied(redis.url);
  await until(world, id, past(scanned(before) + 1_000), WAIT);
  await pauseRollout(deps, { actor, rolloutId: id, reason: "" });
  const paused = await until(world, id, "paused", WAIT);
  await emptied(redis.url);
  // The reconciler ticks more often than the heartbeat, so it has looked since.
  const emptiedAt = new Date();
  await vi.waitFor(
    async () =>
      expect(await deps.prisma.workerHeartbeat.count({ where: { heartbeatAt: { gt: emptiedAt } } })).toBeGreaterThan(0),
    { timeout: WAIT, interval: 50 },
  );
  expect(await see(world, id)).toMatchObject({ state: "paused" });
  await resumeRollout(deps, { actor, rolloutId: id, reason: "" });
  await until(world, id, past(scanned(paused) + 500), WAIT);
  await expectEachRowOnce(world, id);
});

test("kill -9 of Redis: the batches go on, and pause works also while it is away", { timeout: TIMEOUT }, async () => {
  const { deps, world, redis } = await prepared();
  spawnWorker(deps.env);
  const { id } = await aRollout(world, counting());
  const before = await until(world, id, past(500), WAIT);
  await redis.kill();
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
  await redis.kill();
  await redis.restart();
  await until(world, id, (it) => it.waiting.some(({ code }) => code === "gate"), WAIT);
  await redis.kill();
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
  first.kill("SIGTERM");
  // By itself, not by its own deadline of ten seconds.
  await expect(first.ended).resolves.toBe(0);
  // It has given back what it had: no lease has to run out.
  expect((await see(world, id)).backfills[0]?.shards.filter(isHeldBy(first.pid))).toEqual([]);
  await until(world, id, (it) => takenBy(it, second.pid), WAIT);
  await until(world, id, past(scanned(before) + 1_000), WAIT);
  await expectEachRowOnce(world, id);
});

test("a wrong environment ends the worker with one line", { timeout: TIMEOUT }, async () => {
  const deps = await testContainer();
  const worker = spawnWorker(deps.env, { REDIS_URL: "http://not-redis" });
  await expect(worker.ended).resolves.toBe(1);
  expect(worker.output().trim().split("\n")).toEqual([expect.stringContaining("REDIS_URL: must be")]);
});
