import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { Client } from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Backfill, Rollout } from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { NetworkAddress } from "#core/engines/target-address.ts";
import { pauseRollout } from "#server/rollouts/pause-rollout.ts";
import { resumeRollout } from "#server/rollouts/resume-rollout.ts";
import { type TestContainer, testContainer } from "#test/container.ts";
import { expectEachRowOnce } from "#test/expect-each-row-once.ts";
import { healthyTarget } from "#test/healthy-target.ts";
import { aRollout, aWorker, aWorld, coordinatesPlan, see, until, type World } from "#test/rollouts.ts";
import { startWorker } from "#workers/start-worker.ts";
import { findBackfill } from "./backfill-repository.ts";
import { pauseByFailure } from "./fail-backfill.ts";
import { scheduleSlices } from "./schedule-slices.ts";
import { tuneBackfill } from "./tune-backfill.ts";

const ROWS = 20_000;
const LONG = { timeout: 240_000 };

/** `n = n + 1` tells how often a row was changed. */
const counting = (backfill: object = {}, table = "city"): PlanDocument => ({
  ...coordinatesPlan("postgresql"),
  phases: { backfill: [{ backfill: { table, set: { n: "n + 1" }, ...backfill } }] },
});
const ONCE = { where: "n = 0" };
/** Not over before a test, on a busy machine too, has done to it what it wants to do; `hurry` ends it. */
const SLOWLY = { batch: 50, pause: "100ms" };

async function prepared(
  options: { readonly rows?: number; readonly slices?: number; readonly concurrency?: number } = {},
): Promise<World & { readonly deps: TestContainer }> {
  const { rows = ROWS, slices = 2, concurrency = 4 } = options;
  // A Redis database of its own: these tests look at jobs.
  const deps = await testContainer({ env: { workerConcurrency: concurrency } });
  const world = await aWorld(deps, "postgresql", rows);
  await world.target.exec("ANALYZE city");
  await healthyTarget(deps, world.databaseId, slices);
  await aWorker(deps);
  return { ...world, deps };
}

const backfillOf = ({ backfills }: Rollout): Backfill => {
  const [backfill] = backfills;
  if (!backfill) throw new Error("no backfill yet");
  return backfill;
};
const past = (rows: number) => (it: Rollout) => (it.backfills[0]?.rowsScanned ?? 0) > rows;
const events = async ({ deps }: World) => (await deps.prisma.runEvent.findMany()).map(({ kind }) => kind);

const hurry = async (world: World, rolloutId: string) => {
  const { id: backfillId } = backfillOf(await see(world, rolloutId));
  const settings = { batchSize: 500, pauseMs: 0 };
  await tuneBackfill(world.deps, { actor: world.operator.actor, rolloutId, backfillId, settings });
};

/** The most leases that were held at once, over all backfills and of each, until it is asked. */
function watchLeases({ deps }: World) {
  const seen = { most: 0, ofOne: 0, isOver: false };
  const watching = (async () => {
    while (!seen.isOver) {
      const rows = await deps.prisma.$queryRaw<{ leases: number }[]>`
        SELECT count(*)::int AS leases FROM "BackfillShard" WHERE "leaseUntil" > clock_timestamp() GROUP BY "backfillId"`;
      seen.most = Math.max(
        seen.most,
        rows.reduce((sum, { leases }) => sum + leases, 0),
      );
      seen.ofOne = Math.max(seen.ofOne, ...rows.map(({ leases }) => leases));
    }
  })();
  const end = async () => {
    seen.isOver = true;
    await watching;
    return seen;
  };
  onTestFinished(async () => void (await end()));
  return end;
}

async function session(address: NetworkAddress): Promise<Client> {
  const client = new Client({ ...address, ssl: false });
  client.on("error", () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

test(
  "a backfill of several ranges is written once, verified range by range, and once more at the end",
  LONG,
  async () => {
    const world = await prepared();
    const { id } = await aRollout(world, counting(ONCE));
    const ended = await until(world, id, "succeeded");
    const backfill = backfillOf(ended);
    expect(backfill).toMatchObject({ fraction: 1, rowsChanged: ROWS, rowsVerified: ROWS, rowsDiffering: 0 });
    expect(backfill.shards.length).toBeGreaterThan(1);
    expect(backfill.shards.every(({ state }) => state === "done")).toBe(true);
    expect(backfill.lastCommitAt).not.toBeNull();
    await expect(world.target.exec("SELECT count(*)::int AS rows FROM city WHERE n <> 1")).resolves.toEqual([
      { rows: 0 },
    ]);
  },
);

test("a range is cut while its owner works on it: slots are used, and each row is changed once", LONG, async () => {
  const world = await prepared({ slices: 6, concurrency: 6 });
  const { id } = await aRollout(world, counting({ batch: 50, pause: "200ms" }));
  await until(world, id, past(100));
  await vi.waitFor(
    async () => expect((await events(world)).filter((kind) => kind === "backfill.cut").length).toBeGreaterThan(1),
    { timeout: 60_000, interval: 50 },
  );
  const seen = backfillOf(await see(world, id));
  // Two ranges and the tail is how it was laid out.
  expect(seen.shards.length).toBeGreaterThanOrEqual(5);
  expect(seen.shards.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  await until(world, id, past(seen.rowsScanned + 1_000));
  await expectEachRowOnce(world, id);
});

test("however many jobs there are, no more slices work than the database and the backfill may have", LONG, async () => {
  const world = await prepared({ rows: 60_000, slices: 3, concurrency: 8 });
  const { deps } = world;
  const { id } = await aRollout(world, counting(SLOWLY));
  await until(world, id, past(100));
  const end = watchLeases(world);
  const flood = async () => {
    for (const shard of await deps.prisma.backfillShard.findMany()) {
      for (let i = 0; i < 20; i += 1)
        await deps.queue.add("backfill.slice", { shardId: shard.id }, { jobId: randomUUID().replaceAll(":", "-") });
    }
  };
  await flood();
  const first = backfillOf(await see(world, id));
  await until(world, id, past(first.rowsScanned + 2_000));
  const all = await end();
  expect(all.most).toBeGreaterThan(1);
  expect(all.most).toBeLessThanOrEqual(3);

  const { actor } = world.operator;
  await tuneBackfill(deps, { actor, rolloutId: id, backfillId: first.id, settings: { maxSlices: 1 } });
  await deps.prisma.$executeRaw`UPDATE "BackfillShard" SET "leaseUntil" = 'epoch'`;
  const endOfOne = watchLeases(world);
  await flood();
  await until(world, id, past(backfillOf(await see(world, id)).rowsScanned + 1_000));
  expect((await endOfOne()).most).toBe(1);
  await expectEachRowOnce(world, id);
});

test("two rollouts share a database: the smaller one is not starved by the larger", LONG, async () => {
  const world = await prepared({ rows: 200_000, slices: 2 });
  const { deps, target } = world;
  await target.exec(
    "CREATE TABLE town AS SELECT * FROM city WHERE id <= 20000; ALTER TABLE town ADD PRIMARY KEY (id); ANALYZE town",
  );
  const large = await aRollout(world, counting({ ...SLOWLY, ...ONCE }));
  await until(world, large.id, past(100));
  // One open run a database is the rule for people; slots are shared all the same.
  await deps.prisma.$executeRaw`UPDATE "Run" SET state = 'cancelled'`;
  const small = await aRollout(world, { ...counting(ONCE, "town"), name: "town" });
  await deps.prisma.$executeRaw`UPDATE "Run" SET state = 'running' WHERE "rolloutId" = ${large.id}::uuid`;
  const done = await until(world, small.id, "succeeded", 150_000);
  expect(backfillOf(done).rowsChanged).toBe(20_000);
  const rest = backfillOf(await see(world, large.id));
  expect(rest.rowsScanned).toBeLessThan(200_000);
  // Not in one look: its slice may just have ended, and the next one begins.
  await until(world, large.id, (it) => backfillOf(it).slices.working > 0);
});

test(
  "a hold stops it at the edge of a batch with its reason, no slice hangs around, and lifting it is enough",
  LONG,
  async () => {
    const world = await prepared();
    const { deps } = world;
    const { id } = await aRollout(world, counting(SLOWLY));
    await until(world, id, past(200));
    const hold = { id: randomUUID(), scope: "database" as const, databaseId: world.databaseId };
    await deps.prisma.hold.create({ data: { ...hold, reason: "end of the quarter", byId: "u", byName: "Olga" } });
    const held = await until(world, id, (it) => it.waiting[0]?.code === "hold" && backfillOf(it).slices.working === 0);
    expect(held).toMatchObject({ state: "running", headline: expect.stringContaining("end of the quarter") });
    expect(backfillOf(held)).toMatchObject({ effectiveSpeed: 0, reasons: [{ code: "hold", effect: "stop" }] });
    // Nothing has to run out first before somebody takes a range again.
    await vi.waitFor(
      async () => expect(await deps.prisma.backfillShard.count({ where: { nudgedAt: { not: null } } })).toBe(0),
      { timeout: 30_000 },
    );
    const { rowsScanned } = backfillOf(await see(world, id));
    await deps.prisma.hold.updateMany({ data: { liftedAt: new Date(), liftedByName: "Olga" } });
    await until(world, id, past(rowsScanned));
    const again = await until(world, id, (it) => it.waiting.length === 0);
    expect(again.state).toBe("running");
    await expectEachRowOnce(world, id);
  },
);

test("rows that cannot be written are set aside with their keys, and the run goes on", LONG, async () => {
  const world = await prepared();
  const { deps, target } = world;
  await target.exec("ALTER TABLE city ADD CONSTRAINT bad CHECK (n = 0 OR id NOT IN (7, 800, 801, 12345, 20000))");
  const { id } = await aRollout(world, counting(ONCE));
  const set = await until(world, id, (it) => it.waiting.some(({ code }) => code === "set_aside"), 60_000);
  expect(backfillOf(set)).toMatchObject({ rowsChanged: ROWS - 5, rowsSkipped: 5 });
  const skipped = await target.exec(
    "SELECT row_key, kind, code FROM sluice.backfill_skip ORDER BY length(row_key), row_key",
  );
  expect(skipped.map(({ row_key }) => row_key)).toEqual(['["7"]', '["800"]', '["801"]', '["12345"]', '["20000"]']);
  expect(skipped.every(({ kind, code }) => kind === "poison" && code === "23514")).toBe(true);
  await expect(target.exec("SELECT count(*)::int AS rows FROM city WHERE n = 1")).resolves.toEqual([
    { rows: ROWS - 5 },
  ]);
  expect(deps.logged()).not.toContain("12345.25");
});

test("above its limit of set-aside rows a backfill stops, says so, and goes on with a higher one", LONG, async () => {
  const world = await prepared();
  const { deps, target, operator } = world;
  await target.exec("ALTER TABLE city ADD CONSTRAINT bad CHECK (n = 0 OR id % 2000 <> 0)");
  const { id } = await aRollout(world, counting({ ...ONCE, ...SLOWLY }));
  const begun = await until(world, id, (it) => it.backfills.length > 0);
  const tune = { actor: operator.actor, rolloutId: id, backfillId: backfillOf(begun).id };
  await tuneBackfill(deps, { ...tune, settings: { skipLimit: 3 } });
  const failed = await until(world, id, "failed");
  expect(failed.steps[0]?.error).toMatchObject({ code: "skip_limit", message: expect.stringContaining("limit of 3") });
  const entries = await deps.prisma.auditEntry.findMany({ where: { action: "backfill.tune" } });
  expect(entries[0]).toMatchObject({ before: { skipLimit: 100 }, after: { skipLimit: 3 } });
});

test("a row that somebody holds is passed over and written when it is free", LONG, async () => {
  const world = await prepared();
  const { target } = world;
  const other = await session(target.address as NetworkAddress);
  const { id } = await aRollout(world, counting({ ...ONCE, ...SLOWLY }));
  await until(world, id, past(100));
  // After the begin: for older transactions the whole backfill waits.
  await other.query("BEGIN; UPDATE city SET name = 'held' WHERE id = 9321");
  await hurry(world, id);
  const rows = () => target.exec("SELECT count(*)::int AS rows FROM city WHERE n = 1");
  await vi.waitFor(async () => expect(await rows()).toEqual([{ rows: ROWS - 1 }]), { timeout: 60_000, interval: 50 });
  await expect(target.exec("SELECT row_key, kind FROM sluice.backfill_skip")).resolves.toEqual([
    { row_key: '["9321"]', kind: "hot" },
  ]);
  await other.query("COMMIT");
  await until(world, id, "succeeded");
  await expect(target.exec("SELECT n, name FROM city WHERE id = 9321")).resolves.toEqual([{ n: 1, name: "held" }]);
});

test("speed is changed while it runs, and the pace follows", LONG, async () => {
  const world = await prepared({ slices: 1, concurrency: 1 });
  const { deps, operator } = world;
  const { id } = await aRollout(world, counting(SLOWLY));
  const begun = backfillOf(await until(world, id, past(200)));
  const tune = { actor: operator.actor, rolloutId: id, backfillId: begun.id };
  const tuned = await tuneBackfill(deps, { ...tune, settings: { speed: 5 } });
  expect(backfillOf(tuned)).toMatchObject({ settings: { speed: 5 }, effectiveSpeed: 0.05 });
  const paused = await pauseRollout(deps, { actor: operator.actor, rolloutId: id, reason: "" });
  expect(["pausing", "paused"]).toContain(paused.state);
  await expectEachRowOnce(world, id);
});

test(
  "after many failures of one kind the run pauses with that kind as its reason, and can be resumed",
  LONG,
  async () => {
    const world = await prepared();
    const { deps, operator } = world;
    const { id } = await aRollout(world, counting(SLOWLY));
    const begun = backfillOf(await until(world, id, past(200)));
    const backfill = await findBackfill(deps.prisma, begun.id);
    if (!backfill) throw new Error("no backfill");
    const error = new DomainError(
      "lock-not-acquired",
      "8 tries in a row failed: canceling statement due to lock timeout.",
      {
        retryable: true,
        extra: { errorClass: "lock-wait" },
      },
    );
    await pauseByFailure(deps, backfill, { shardId: "any", error });
    const paused = await until(world, id, "paused");
    expect(paused).toMatchObject({
      stateByName: "Sluice",
      stateReason: expect.stringContaining("lock-wait: 8 tries in a row failed"),
    });
    expect(await events(world)).toContain("backfill.paused");
    await resumeRollout(deps, { actor: operator.actor, rolloutId: id, reason: "" });
    await until(world, id, past(backfillOf(paused).rowsScanned + 200));
    await expectEachRowOnce(world, id);
  },
);

test("a row that differs behind the checkpoint is found by the verification, with its key", LONG, async () => {
  const world = await prepared();
  const { id } = await aRollout(world, counting({ ...ONCE, ...SLOWLY }));
  await vi.waitFor(async () => expect(await world.target.exec("SELECT n FROM city WHERE id = 5")).toEqual([{ n: 1 }]), {
    timeout: 30_000,
    interval: 20,
  });
  await world.target.exec("UPDATE city SET n = 0 WHERE id = 5");
  await hurry(world, id);
  const found = await until(world, id, (it) => backfillOf(it).rowsDiffering > 0);
  const [shard] = backfillOf(found).shards.filter(({ rowsDiffering }) => rowsDiffering > 0);
  expect(shard).toMatchObject({ rowsDiffering: 1, differingKeys: ['["5"]'] });
});

test("jobs that Redis has lost are added again, with an event, and those that still wait are not doubled", async () => {
  const deps = await testContainer();
  const world = await aWorld(deps, "postgresql", ROWS);
  await world.target.exec("ANALYZE city");
  await healthyTarget(deps, world.databaseId);
  const worker = await startWorker(deps);
  const { id } = await aRollout(world, counting(SLOWLY));
  await until(world, id, past(100));
  deps.drain();
  await worker.stop();
  const redis = new Redis(deps.env.redisUrl);
  onTestFinished(() => redis.disconnect());
  const waiting = async () => (await redis.llen("{sluice}:backfills:wait")) + 0;
  const later = () =>
    deps.prisma.$executeRaw`
      UPDATE "BackfillShard" SET "nudgedAt" = "nudgedAt" - interval '20 seconds', "leaseUntil" = 'epoch'`;
  await deps.prisma.$executeRaw`UPDATE "BackfillShard" SET "leaseUntil" = 'epoch'`;
  await scheduleSlices(deps, world.databaseId);
  const jobs = await waiting();
  expect(jobs).toBeGreaterThan(0);
  await later();
  await scheduleSlices(deps, world.databaseId);
  expect(await waiting()).toBe(jobs);
  expect(await events(world)).not.toContain("queue.rebuilt");

  await redis.flushdb();
  await later();
  await scheduleSlices(deps, world.databaseId);
  expect(await waiting()).toBe(jobs);
  expect(await events(world)).toContain("queue.rebuilt");
});

test("an engine with one writer is written and verified by one slice at a time", LONG, async () => {
  const deps = await testContainer();
  const world = await aWorld(deps, "sqlite", 5_000);
  await healthyTarget(deps, world.databaseId, 8);
  await aWorker(deps);
  const end = watchLeases(world);
  const plan = { ...counting(ONCE), engine: "sqlite" as const };
  const { id } = await aRollout(world, plan);
  const ended = await until(world, id, "succeeded");
  expect(backfillOf(ended)).toMatchObject({ fraction: 1, rowsChanged: 5_000, rowsVerified: 5_000, rowsDiffering: 0 });
  expect((await end()).most).toBe(1);
});
