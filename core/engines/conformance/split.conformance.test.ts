import { describe, expect, test } from "vitest";
import { DomainError } from "#core/domain/domain-error.ts";
import { type EngineFixture, engineFixtures } from "#test/engine-fixtures.ts";
import type { ShardClaim } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { finishBackfill, openShards, plain, prepareBackfill, type Scene, sum, untilFree } from "./run-backfill.ts";

const ONE_WRITER = engineFixtures().filter(({ engine }) => engine.capabilities.maxConcurrentSlices === 1);
const MANY_WRITERS = engineFixtures().filter(({ engine }) => engine.capabilities.maxConcurrentSlices !== 1);

async function counters({ engine, target }: EngineFixture, rows: number) {
  const database = await target();
  await database.exec("CREATE TABLE counter (id integer PRIMARY KEY, n integer NOT NULL DEFAULT 0)");
  await database.exec(
    `INSERT INTO counter (id) WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ${rows}) SELECT i * 3 FROM s`,
  );
  const connection = await database.connect();
  const scene = await prepareBackfill(engine, connection, { table: { name: "counter" }, set: { n: "n + 1" } });
  const claim = async (shardNo = 0): Promise<ShardClaim> => {
    const { runId } = scene.spec;
    const held = await engine.backfill.claim(connection, { runId, shardNo, floor: 0n, worker: "w" });
    if (!held) throw new Error("the shard is done");
    return held;
  };
  const split = (shardNo = 0) => engine.backfill.split(connection, scene.spec, scene.layout, shardNo);
  const countsOfN = async () => {
    const found = await database.exec("SELECT n, count(*) AS c FROM counter GROUP BY n ORDER BY n");
    return found.map((row) => [Number(row.n), Number(row.c)]);
  };
  return { database, connection, scene, claim, split, countsOfN };
}

describe.each(ONE_WRITER)("$label: a shard of an engine with one writer", (fixture) => {
  test("is not split", async () => {
    const { split } = await counters(fixture, 10_000);
    await expect(split()).resolves.toBeNull();
  });
});

describe.each(MANY_WRITERS)("$label: splitting a shard", (fixture) => {
  const { engine } = fixture;

  test("cuts what is left into two, fences the owner, and every row is done once", async () => {
    const { connection, scene, claim, split, countsOfN } = await counters(fixture, 6_000);
    const { spec, layout } = scene;
    const held = await claim();
    await engine.backfill.runBatch(connection, spec, layout, held, plain(1_000));
    const second = await split();
    const shards = await engine.backfill.checkpoints(connection, spec.runId);
    const [first] = shards;
    expect(first?.hi).toBe(second?.lo);
    expect(second).toMatchObject({ state: "open", hi: held.hi, batches: 0, epoch: 0n });
    expect(second?.pos).toBe(second?.lo);
    expect(new Set(shards.map((it) => it.shardNo)).size).toBe(shards.length);
    const late = engine.backfill.runBatch(connection, spec, layout, held, plain(1_000));
    await expect(late).rejects.toMatchObject({ code: "fenced" });

    const batches = await finishBackfill(engine, connection, scene, { limit: 700 });
    expect(sum(batches.map((it) => it.changed))).toBe(5_000);
    expect(await countsOfN()).toEqual([[1, 6_000]]);
    const ranges = (await engine.backfill.checkpoints(connection, spec.runId)).map((it) => it.rowsChanged);
    // About the middle of what was left.
    expect(ranges.filter((rows) => rows > 0)).toEqual([3_500, 2_500]);
  });

  test("takes the middle of a large rest from a sample of the table", async () => {
    const { connection, scene, split, countsOfN } = await counters(fixture, 60_000);
    expect(await split()).not.toBeNull();
    await finishBackfill(engine, connection, scene, { limit: 10_000 });
    const shards = await engine.backfill.checkpoints(connection, scene.spec.runId);
    const [least = 0, most = 0] = shards
      .map((it) => it.rowsChanged)
      .filter((rows) => rows > 0)
      .toSorted((a, b) => a - b);
    expect(least + most).toBe(60_000);
    expect(least).toBeGreaterThan(15_000);
    expect(await countsOfN()).toEqual([[1, 60_000]]);
  });

  test("leaves a small rest, a done shard, an unfrozen tail and an unknown shard alone", async () => {
    const { connection, scene, claim, split } = await counters(fixture, 3_000);
    const { spec, layout } = scene;
    const held = await claim();
    await engine.backfill.runBatch(connection, spec, layout, held, plain(1_500));
    await expect(split()).resolves.toBeNull();
    // It was not fenced either.
    await engine.backfill.runBatch(connection, spec, layout, held, plain(2_000));
    for (const shardNo of [0, 1, 99]) await expect(split(shardNo)).resolves.toBeNull();
    expect(await engine.backfill.checkpoints(connection, spec.runId)).toHaveLength(layout.shards.length);
  });

  test("again and again, by two at once and under running batches, loses no row and does none twice", async () => {
    const rows = 12_000;
    const { database, connection, scene, countsOfN } = await counters(fixture, rows);
    const { spec, layout } = scene;
    const state = { isDone: false, splits: 0 };
    const open = async (on: Connection) => openShards(await engine.backfill.checkpoints(on, spec.runId));
    /** Until another takes the shard away, or five batches. */
    const batchesOf = async (session: Connection, held: ShardClaim | null) => {
      for (let left = held ? 5 : 0; held && left > 0; left -= 1) {
        const batch = engine.backfill.runBatch(session, spec, layout, held, plain(111));
        const { last } = await batch.catch((error: unknown) => {
          const isFenced = error instanceof DomainError && error.code === "fenced";
          if (!isFenced) expect(engine.errors.classify(error)).toBe("lock-wait");
          return { last: true };
        });
        if (last) return;
      }
    };
    const work = async (worker: string) => {
      const session = await database.connect();
      for (let shards = await open(session); shards.length > 0; shards = await open(session)) {
        const { shardNo } = shards[Math.floor(Math.random() * shards.length)] ?? { shardNo: 0 };
        const request = { runId: spec.runId, shardNo, floor: 0n, worker };
        await batchesOf(session, await untilFree(engine, () => engine.backfill.claim(session, request)));
      }
      state.isDone = true;
    };
    const splitting = async () => {
      const session = await database.connect();
      while (!state.isDone) {
        for (const { shardNo } of await open(session)) {
          const made = await untilFree(engine, () => engine.backfill.split(session, spec, layout, shardNo));
          state.splits += made ? 1 : 0;
        }
      }
    };
    await Promise.all([work("a"), work("b"), splitting(), splitting()]);
    expect(await countsOfN()).toEqual([[1, rows]]);
    expect(state.splits).toBeGreaterThan(1);
    const shards = await engine.backfill.checkpoints(connection, spec.runId);
    expect(sum(shards.map((it) => it.rowsChanged))).toBe(rows);
    expect(sum(shards.map((it) => it.rowsScanned))).toBe(rows);
    await expectWhole(
      scene,
      shards.map(({ lo, hi }) => [lo, hi]),
    );
  });

  /** The ranges meet end to end from no bound to the tail. */
  async function expectWhole({ layout }: Scene, ranges: readonly (readonly string[])[]) {
    const next = new Map(ranges.filter(([lo, hi]) => lo !== hi).map(([lo, hi]) => [lo, hi]));
    const seen: string[] = [];
    for (let to = next.get(layout.shards[0]?.lo ?? ""); to !== undefined; to = next.get(to)) seen.push(to);
    expect(seen).toHaveLength(next.size);
  }
});
