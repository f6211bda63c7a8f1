import { expect, test } from "vitest";
import type { Sample } from "#contracts/rollout.ts";
import { downsample } from "./downsample.ts";

const sample = (at: number, more: Partial<Sample> = {}): Sample => ({
  backfillId: "b",
  at,
  ms: 2_000,
  rowsScanned: 100,
  rowsChanged: 90,
  batches: 4,
  batchMs: 50,
  batchMaxMs: 80,
  retries: 1,
  lockWaits: 0,
  errors: 0,
  batchRows: 25,
  slices: 1,
  ...more,
});

test("few samples stay as they are", () => {
  const samples = [sample(2_000), sample(4_000)];
  expect(downsample(samples, 2)).toEqual(samples);
});

test("sums stay sums and the longest batch stays seen, thinned as often as may be", () => {
  let samples: Sample[] = [];
  for (let i = 1; i <= 10_000; i += 1) {
    samples.push(sample(i * 2_000, { batchMaxMs: i === 777 ? 999 : 80 }));
    if (samples.length > 2_000) samples = downsample(samples, 1_000);
  }
  expect(samples.length).toBeLessThanOrEqual(2_000);
  const sum = (value: (it: Sample) => number) => samples.reduce((total, it) => total + value(it), 0);
  expect(sum((it) => it.rowsScanned)).toBe(1_000_000);
  expect(sum((it) => it.batches)).toBe(40_000);
  expect(sum((it) => it.ms)).toBe(20_000_000);
  expect(Math.max(...samples.map((it) => it.batchMaxMs))).toBe(999);
  expect(samples.every((it) => it.batchMs === 50 && it.batchRows === 25 && it.slices === 1)).toBe(true);
});

test("slices that worked at the same time are put together over that time, not one behind the other", () => {
  const samples = Array.from({ length: 100 }, (_, i) => [sample(i * 2_000), sample(i * 2_000)]).flat();
  for (const it of downsample(samples, 10)) {
    expect(it.slices).toBe(2);
    expect(it.rowsScanned / it.ms).toBeCloseTo(0.1);
  }
});
