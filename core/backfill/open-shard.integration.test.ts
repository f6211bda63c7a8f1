import { randomUUID } from "node:crypto";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { DriverSession, Drivers } from "#core/engines/drivers.ts";
import { createEngine } from "#core/engines/engine-registry.ts";
import { pgDriver } from "#server/targets/pg-driver.ts";
import { sqliteDriver } from "#server/targets/sqlite-driver.ts";
import { type EngineFixture, type EngineTarget, engineFixtures } from "#test/engine-fixtures.ts";
import { type OpenShard, openShard, type ShardRequest } from "./open-shard.ts";
import { runSlice } from "./run-slice.ts";
import type { Batch, FailedTry, SliceHost } from "./slice-host.ts";

const ROWS = 2_000;
const MANY = 30_000;
const never = new AbortController().signal;

/** Rows whose statement is not idempotent: a row that is changed twice shows. */
async function counters({ engine, target }: EngineFixture, rows = ROWS) {
  const database = await target();
  await database.exec("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)");
  const numbers = `WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ${rows})`;
  await database.exec(`INSERT INTO counter (id, n) ${numbers} SELECT i * 3, 0 FROM s`);
  const connection = await database.connect();
  const { serverId } = await engine.introspector.probe(connection);
  const spec = {
    runId: randomUUID(),
    databaseId: randomUUID(),
    serverId,
    table: { name: "counter" },
    set: { n: "n + 1" },
    where: null,
  };
  const layout = await engine.backfill.layout(connection, spec, { shards: 1 });
  await engine.backfill.prepare(connection, spec, layout);
  return { database, connection, spec, layout };
}

type Scene = Awaited<ReturnType<typeof counters>>;

const request = (
  { engine }: EngineFixture,
  scene: Scene,
  shardNo: number,
  more: Partial<ShardRequest> = {},
): ShardRequest => ({
  engine,
  connect: () => scene.database.connect(),
  spec: scene.spec,
  layout: scene.layout,
  shardNo,
  floor: 0n,
  worker: randomUUID(),
  batchSize: 100,
  now: () => performance.now(),
  random: Math.random,
  ...more,
});

function host(more: Partial<SliceHost> = {}) {
  const seen = { batches: [] as Batch[], failures: [] as FailedTry[] };
  const full: SliceHost = {
    now: () => performance.now(),
    mayContinue: async () => true,
    settings: async () => ({ batchSize: 100, pauseMs: 0, duty: 1 }),
    progressed: async (batch) => void seen.batches.push(batch),
    failed: async (failure) => void seen.failures.push(failure),
    random: () => 0.5,
    pace: async () => undefined,
    ...more,
  };
  return { full, seen };
}

async function open(it: ShardRequest): Promise<OpenShard> {
  const shard = await openShard(it);
  if (!shard) throw new Error("the shard is not open");
  onTestFinished(() => shard[Symbol.asyncDispose]());
  return shard;
}

const openShards = async ({ engine }: EngineFixture, { connection, spec }: Scene) =>
  (await engine.backfill.checkpoints(connection, spec.runId)).filter((shard) => shard.state === "open");

async function finish(fixture: EngineFixture, scene: Scene): Promise<void> {
  for (const { shardNo } of await openShards(fixture, scene)) {
    const shard = await open(request(fixture, scene, shardNo));
    await expect(runSlice(shard, host().full, { sliceMs: 60_000, signal: never })).resolves.toBe("done");
  }
}

const countOf = async ({ exec }: EngineTarget) => {
  const rows = await exec("SELECT n, count(*) AS rows FROM counter GROUP BY n ORDER BY n");
  return rows.map((row) => [Number(row.n), Number(row.rows)]);
};

describe.each(engineFixtures())("$label", (fixture) => {
  test("a backfill runs from start to end and changes every row once", async () => {
    const scene = await counters(fixture);
    await finish(fixture, scene);
    await expect(countOf(scene.database)).resolves.toEqual([[1, ROWS]]);
    await expect(openShards(fixture, scene)).resolves.toEqual([]);
  });

  test("stopped and taken up again it goes on where it was", async () => {
    const scene = await counters(fixture);
    const [first] = await openShards(fixture, scene);
    const shard = await open(request(fixture, scene, first?.shardNo ?? 0));
    let asked = 0;
    const { full, seen } = host({ mayContinue: async () => ++asked <= 2 });
    await expect(runSlice(shard, full, { sliceMs: 60_000, signal: never })).resolves.toBe("stopped");
    expect(seen.batches).toHaveLength(2);
    await finish(fixture, scene);
    await expect(countOf(scene.database)).resolves.toEqual([[1, ROWS]]);
  });

  test("a worker that was overtaken changes nothing more", async () => {
    const scene = await counters(fixture);
    const [first] = await openShards(fixture, scene);
    const old = await open(request(fixture, scene, first?.shardNo ?? 0));
    await runSlice(old, host({ mayContinue: onceOnly() }).full, { sliceMs: 60_000, signal: never });
    await finish(fixture, scene);
    await expect(runSlice(old, host().full, { sliceMs: 60_000, signal: never })).resolves.toBe("fenced");
    await expect(countOf(scene.database)).resolves.toEqual([[1, ROWS]]);
  });

  test("a session that breaks before or after its commit loses nothing and repeats nothing", async () => {
    const scene = await counters(fixture);
    const engine = createEngine(fixture.dialect, breakingDrivers());
    const connect = () => engine.connect(scene.database.address, { applicationName: "sluice:test" });
    const { full, seen } = host({ settings: async () => ({ batchSize: 50, pauseMs: 0, duty: 1 }) });
    for (const { shardNo } of await openShards(fixture, scene)) {
      const shard = await open(request(fixture, scene, shardNo, { engine, connect }));
      await expect(runSlice(shard, full, { sliceMs: 60_000, signal: never })).resolves.toBe("done");
    }
    expect(seen.failures.length).toBeGreaterThan(5);
    await expect(countOf(scene.database)).resolves.toEqual([[1, ROWS]]);
    const checkpoints = await fixture.engine.backfill.checkpoints(scene.connection, scene.spec.runId);
    expect(checkpoints.reduce((sum, it) => sum + it.rowsChanged, 0)).toBe(ROWS);
  });

  test("a table that changed under it is told of and not touched", async () => {
    const scene = await counters(fixture);
    await scene.database.exec("ALTER TABLE counter ADD COLUMN stranger INTEGER");
    const [first] = await openShards(fixture, scene);
    await expect(openShard(request(fixture, scene, first?.shardNo ?? 0))).rejects.toMatchObject({
      code: "target-changed",
    });
    await expect(countOf(scene.database)).resolves.toEqual([[0, ROWS]]);
  });
});

describe.each(engineFixtures().filter(({ engine }) => engine.capabilities.rowLocks))("$label", (fixture) => {
  test("an owner that froze inside its transaction is ended, told of, and nothing of it is left", async () => {
    const scene = await counters(fixture);
    const { runId } = scene.spec;
    const [first] = await openShards(fixture, scene);
    const shardNo = first?.shardNo ?? 0;
    const frozen = await fixture.engine.connect(scene.database.address, {
      applicationName: `sluice:${runId}:${shardNo}`,
    });
    onTestFinished(() => frozen.close());
    await fixture.engine.backfill.claim(frozen, { runId, shardNo, floor: 0n, worker: "frozen" });
    await frozen.query("BEGIN");
    await frozen.query("UPDATE counter SET n = n + 1 WHERE id <= 300");
    await frozen.query("UPDATE sluice.backfill_shard SET batches = batches + 1");
    const freed: string[] = [];
    const shard = await open(
      request(fixture, scene, shardNo, { freed: async (owner: string) => void freed.push(owner) }),
    );
    expect(freed).toEqual([expect.stringContaining(`pid ${frozen.backend}`)]);
    await shard[Symbol.asyncDispose]();
    await finish(fixture, scene);
    await expect(countOf(scene.database)).resolves.toEqual([[1, ROWS]]);
  });

  test("cut again and again while its owner works on it: each row is changed once, by whoever has its part", async () => {
    const scene = await counters(fixture, MANY);
    const { spec, layout } = scene;
    let cuts = 0;
    const cutting = async (shardNo: number) => {
      if (await fixture.engine.backfill.split(scene.connection, spec, layout, shardNo)) cuts += 1;
    };
    const seen: number[] = [];
    for (let left = await openShards(fixture, scene); left.length > 0; left = await openShards(fixture, scene)) {
      for (const { shardNo } of left) {
        const isStillOurs = async () => true;
        const noted = async (all: readonly unknown[]) => void seen.push(all.length);
        const shard = await open(request(fixture, scene, shardNo, { isStillOurs, noted }));
        const { full } = host({
          settings: async () => ({ batchSize: 200, pauseMs: 0, duty: 1 }),
          progressed: async ({ last }) => (last || cuts > 8 ? undefined : await cutting(shardNo)),
        });
        await expect(runSlice(shard, full, { sliceMs: 60_000, signal: never })).resolves.toBe("done");
      }
    }
    expect(cuts).toBeGreaterThan(3);
    expect(Math.max(...seen)).toBeGreaterThan(layout.shards.length);
    await expect(countOf(scene.database)).resolves.toEqual([[1, MANY]]);
  });
});

function onceOnly(): () => Promise<boolean> {
  let isFirst = true;
  return async () => {
    const may = isFirst;
    isFirst = false;
    return may;
  };
}

/** Drivers whose sessions end at some of their commits: in turn after the commit, before it, and not at all. */
function breakingDrivers(): Drivers {
  let commits = 0;
  const breaking = (session: DriverSession): DriverSession => {
    const query = session.query.bind(session);
    vi.spyOn(session, "query").mockImplementation(async (sql, params) => {
      if (sql.trim().toUpperCase() !== "COMMIT") return await query(sql, params);
      commits += 1;
      // The first commits are those of the claim.
      const isLost = commits > 3 && commits % 3 === 0;
      const isKept = commits % 2 === 0;
      if (isLost && !isKept) await session.close();
      const result = await query(sql, params);
      if (!isLost) return result;
      await session.close();
      return await query("SELECT 1");
    });
    return session;
  };
  return {
    postgresql: { open: async (...args) => breaking(await pgDriver.open(...args)) },
    sqlite: { open: async (...args) => breaking(await sqliteDriver.open(...args)) },
  };
}
