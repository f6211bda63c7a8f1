import { expect, test } from "vitest";
import type { Backfill } from "#contracts/rollout.ts";
import { barSegments, countShards } from "./bar-segments.ts";

type Shard = Backfill["shards"][number];
const shard = (shardNo: number, given: Partial<Shard> = {}): Shard => ({
  shardNo,
  state: "open",
  fraction: 0,
  share: 0.25,
  lo: `["${shardNo}"]`,
  pos: `["${shardNo}"]`,
  hi: `["${shardNo + 1}"]`,
  rowsSkipped: 0,
  rowsVerified: 0,
  rowsDiffering: 0,
  differingKeys: [],
  batchSize: null,
  rowEstimate: null,
  rowsScanned: 0,
  rowsChanged: 0,
  worker: null,
  heartbeatAt: null,
  epoch: "1",
  lastError: null,
  ...given,
});
const row = (count: number, given: (index: number) => Partial<Shard> = () => ({})): Shard[] =>
  Array.from({ length: count }, (_, index) =>
    shard(index, {
      share: 1 / count,
      ...(index === 0 ? { lo: "[]" } : {}),
      ...(index === count - 1 ? { hi: "[]" } : {}),
      ...given(index),
    }),
  );
const numbers = (shards: readonly Shard[], px = 800) =>
  barSegments(shards, px, 3).map((it) => it.shards.map(({ shardNo }) => shardNo));

test("a split shard stands where its keys are, and not where its number is", () => {
  const shards = [
    shard(0, { lo: "[]", hi: '["m"]' }),
    shard(1, { lo: '["t"]', hi: "[]" }),
    shard(2, { lo: '["m"]', hi: '["t"]' }),
  ];
  expect(numbers(shards)).toEqual([[0], [2], [1]]);
});

test("a gap in the ranges loses no shard", () => {
  const shards = [shard(0, { lo: "[]", hi: '["b"]' }), shard(4, { lo: '["x"]' }), shard(3, { lo: '["y"]' })];
  expect(numbers(shards)).toEqual([[0], [3], [4]]);
});

test("two shards that both claim the whole end the search", () => {
  expect(numbers([shard(0, { lo: "[]", hi: "[]" }), shard(1, { lo: "[]", hi: "[]" })])).toEqual([[0], [1]]);
});

test("hundreds of shards become segments that can be seen, and each shard is in one of them", () => {
  const shards = row(1_000);
  const segments = barSegments(shards, 800, 3);
  for (const it of segments) expect(it.share * 800).toBeGreaterThanOrEqual(3);
  expect(segments.flatMap((it) => it.shards)).toHaveLength(1_000);
  expect(segments.reduce((total, it) => total + it.share, 0)).toBeCloseTo(1);
});

test("a narrow last shard joins the one before it", () => {
  expect(numbers(row(3, (index) => ({ share: index === 2 ? 0.0001 : 0.5 })))).toEqual([[0], [1, 2]]);
});

test("a shard is filled by what it is at", () => {
  const [done, verifying, running, written] = barSegments(
    row(
      4,
      (index) =>
        [
          { state: "done" as const },
          { state: "written" as const, rowsScanned: 100, rowsVerified: 40, fraction: 1 },
          { fraction: 0.3, worker: "a" },
          { fraction: 0.5, rowsSkipped: 2 },
        ][index] ?? {},
    ),
    800,
    3,
  );
  expect(done?.parts).toEqual([{ tone: "done", share: 1 }]);
  expect(verifying?.parts).toEqual([
    { tone: "done", share: 0.4 },
    { tone: "verifying", share: 0.6 },
  ]);
  expect(running?.parts).toEqual([
    { tone: "running", share: 0.3 },
    { tone: "rest", share: 0.7 },
  ]);
  expect(written?.parts[0]).toEqual({ tone: "written", share: 0.5 });
  expect(written?.rowsSkipped).toBe(2);
});

test("neighbours that are drawn together are filled by their shares", () => {
  const [only] = barSegments(
    row(2, (index) => (index === 0 ? { state: "done", share: 0.75 } : { share: 0.25 })),
    2,
    3,
  );
  expect(only?.parts).toEqual([
    { tone: "done", share: 0.75 },
    { tone: "rest", share: 0.25 },
  ]);
});

test("shards without rows take no room, unless all are empty", () => {
  expect(numbers(row(3, (index) => ({ share: index === 1 ? 0 : 0.5 })))).toEqual([[0], [2]]);
  expect(numbers(row(2, () => ({ share: 0 })))).toEqual([[0], [1]]);
});

test("each shard counts once", () => {
  const shards = [
    shard(0, { state: "done" }),
    shard(1, { state: "written" }),
    shard(2, { worker: "a" }),
    shard(3),
    shard(4, { fraction: 0.1 }),
  ];
  expect(countShards(shards)).toEqual({ done: 1, verifying: 1, running: 1, begun: 1, waiting: 1 });
});
