import { expect, test } from "vitest";
import type { Sample } from "#contracts/rollout.ts";
import { compactSamples } from "./compact-samples.ts";

const second = (number: number): Sample => ({
  backfillId: "0198f0a0-0000-7000-8000-000000000000",
  at: 1_000_000 + number * 1_000,
  ms: 1_000,
  rowsScanned: 100,
  rowsChanged: 90,
  batches: 2,
  batchMs: number % 2 === 0 ? 100 : 200,
  batchMaxMs: number,
  retries: 0,
  lockWaits: number === 700 ? 1 : 0,
  errors: 0,
  batchRows: 50,
  slices: 1,
});

test("few samples stay as they are", () => {
  const few = [second(0), second(1)];
  expect(compactSamples(few, 600)).toBe(few);
});

test("a million samples become few and lose no row, no wait and no peak", () => {
  const many = Array.from({ length: 1_000_000 }, (_, number) => second(number));
  const kept = compactSamples(many, 600);
  expect(kept.length).toBeLessThanOrEqual(600);
  expect(kept.reduce((total, it) => total + it.rowsScanned, 0)).toBe(100_000_000);
  expect(kept.reduce((total, it) => total + it.lockWaits, 0)).toBe(1);
  expect(Math.max(...kept.map((it) => it.batchMaxMs))).toBe(999_999);
  expect(kept[0]?.batchMs).toBeCloseTo(150, 0);
  expect(kept[0]?.batchRows).toBeCloseTo(50);
});

test("time goes on rising, and each stretch is as long as it was", () => {
  const kept = compactSamples(
    Array.from({ length: 1_300 }, (_, number) => second(number)),
    600,
  );
  expect(kept.map((it) => it.at)).toEqual(kept.map((it) => it.at).toSorted((a, b) => a - b));
  expect(kept.reduce((total, it) => total + it.ms, 0)).toBe(1_300_000);
});
