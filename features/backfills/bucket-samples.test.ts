import { expect, test } from "vitest";
import type { Sample } from "#contracts/rollout.ts";
import { bucketSamples } from "./bucket-samples.ts";

const sampleAt = (at: number, rows: number, ms = 1000): Sample => ({
  backfillId: "0198f0a0-0000-7000-8000-000000000000",
  at,
  ms,
  rowsScanned: rows,
  rowsChanged: rows,
  batches: 2,
  batchMs: 100,
  batchMaxMs: 180,
  retries: 0,
  lockWaits: 0,
  errors: 0,
  batchRows: rows / 2,
  slices: 1,
});

test("shards that work at the same time are added up", () => {
  const series = bucketSamples([sampleAt(1_000_000, 500), sampleAt(1_000_000, 700), sampleAt(1_001_000, 400)]);
  expect(series.rowsPerSecond).toEqual([1200, 400]);
  expect(series.batchMs[0]).toBeCloseTo(100);
  expect(series.batchMaxMs[0]).toBe(180);
  expect(series.batchRows[0]).toBe(300);
});

test("a pause is a gap and not a zero", () => {
  const series = bucketSamples([sampleAt(1_000_000, 500), sampleAt(1_020_000, 500)]);
  expect(series.rowsPerSecond.filter((rate) => rate === null)).toHaveLength(19);
  expect(series.idle).toEqual([{ from: 1_000_000, to: 1_019_000 }]);
});

test("a downsampled stretch is spread over its time", () => {
  const series = bucketSamples([sampleAt(1_010_000, 10_000, 10_000), sampleAt(1_020_000, 5_000, 10_000)]);
  expect(series.rowsPerSecond).toEqual([1000, 500]);
});

test("without samples there is nothing to draw", () => {
  expect(bucketSamples([]).at).toEqual([]);
});
