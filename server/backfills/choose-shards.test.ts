import { expect, test } from "vitest";
import { chooseCut, chooseShards, type SchedulableShard } from "./choose-shards.ts";

let made = 0;
const shard = (backfillId: string, more: Partial<SchedulableShard> = {}): SchedulableShard => ({
  id: `${backfillId}-${++made}`,
  backfillId,
  shardNo: made,
  state: "open",
  maxSlices: null,
  nudge: 0,
  standing: "idle",
  servedAt: null,
  rowEstimate: 100_000,
  fraction: 0,
  rowsScanned: 0,
  batchSize: 1_000,
  mayBeCut: true,
  ...more,
});
const limits = (writing: number, reading = Math.max(1, writing)) => ({ writing, reading });
const of = (chosen: readonly SchedulableShard[]) => chosen.map(({ backfillId }) => backfillId);

test("gives out as many slots as are free, counting those that are leased or queued", () => {
  const shards = [shard("a", { standing: "leased" }), shard("a", { standing: "queued" }), shard("a"), shard("a")];
  expect(chooseShards(shards, limits(3))).toHaveLength(1);
  expect(chooseShards(shards, limits(2))).toHaveLength(0);
  expect(chooseShards(shards, limits(9))).toHaveLength(2);
});

test("two backfills share a database: the one with fewer slices comes first, whatever its size", () => {
  const large = Array.from({ length: 20 }, () => shard("large"));
  const small = [shard("small"), shard("small")];
  expect(of(chooseShards([...large, ...small], limits(4))).toSorted()).toEqual(["large", "large", "small", "small"]);
  const busy = [...large.map((it, i) => (i < 3 ? { ...it, standing: "leased" as const } : it)), ...small];
  expect(of(chooseShards(busy, limits(4)))).toEqual(["small"]);
});

test("with one slot they take turns: who was served longest ago comes first", () => {
  const shards = [shard("a", { servedAt: 200 }), shard("b", { servedAt: 100 })];
  expect(of(chooseShards(shards, limits(1)))).toEqual(["b"]);
  const later = [shard("a", { servedAt: 200 }), shard("b", { servedAt: 300 })];
  expect(of(chooseShards(later, limits(1)))).toEqual(["a"]);
});

test("a backfill has no more slices than it may", () => {
  const shards = [shard("a", { maxSlices: 2 }), shard("a", { maxSlices: 2 }), shard("a", { maxSlices: 2 })];
  expect(chooseShards(shards, limits(8))).toHaveLength(2);
});

test("a range is verified right after it was written, and also while only writing is stopped", () => {
  const shards = [shard("a", { servedAt: 1 }), shard("a", { state: "written", servedAt: 2 })];
  expect(chooseShards(shards, limits(1))[0]?.state).toBe("written");
  expect(chooseShards(shards, limits(0, 1)).map(({ state }) => state)).toEqual(["written"]);
  expect(chooseShards(shards, limits(0, 0))).toEqual([]);
});

test("one that failed just now rests", () => {
  expect(chooseShards([shard("a", { standing: "resting" })], limits(4))).toEqual([]);
});

test("cuts the range with most rows left, only when slots stay free and no range is left to give out", () => {
  const small = shard("a", { standing: "leased", fraction: 0.9 });
  const large = shard("a", { standing: "leased", fraction: 0.1 });
  expect(chooseCut([small, large], [], limits(3))).toBe(large);
  expect(chooseCut([small, large], [], limits(2))).toBeNull();
  const idle = shard("a");
  expect(chooseCut([small, large, idle], [], limits(4))).toBeNull();
  expect(chooseCut([small, large, idle], [idle], limits(4))).toBe(large);
});

test("does not cut what is nearly done, was cut just now, or may have no further slice", () => {
  const one = (more: Partial<SchedulableShard>) =>
    chooseCut([shard("a", { standing: "leased", ...more })], [], limits(4));
  expect(one({ fraction: 0.99 })).toBeNull();
  expect(one({ mayBeCut: false })).toBeNull();
  expect(one({ maxSlices: 1 })).toBeNull();
  expect(one({})).not.toBeNull();
});
