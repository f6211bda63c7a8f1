import { expect, test } from "vitest";
import {
  afterBatch,
  afterTimeout,
  afterTooBig,
  type BatchSizing,
  LEAST_ROWS,
  MOST_ROWS,
  startSizing,
} from "./batch-size.ts";

const TARGET_MS = 500;
const run = (from: BatchSizing, msPerRow: number, batches: number): BatchSizing => {
  let sizing = from;
  for (let i = 0; i < batches; i += 1) {
    sizing = afterBatch(sizing, { ms: sizing.size * msPerRow, scanned: sizing.size }, TARGET_MS);
  }
  return sizing;
};

test("comes to the size that takes the target's time", () => {
  expect(run(startSizing(1_000), 0.1, 30).size).toBe(5_000);
  expect(run(startSizing(40_000), 1, 30).size).toBe(500);
});

test("grows by half at most and shrinks by half at most", () => {
  expect(run(startSizing(1_000), 0.01, 1).size).toBe(1_500);
  expect(run(startSizing(1_000), 0.9, 1).size).toBe(556);
  expect(run(startSizing(1_000), 1.5, 1).size).toBe(333);
  expect(run(startSizing(1_000), 3, 1).size).toBe(100);
});

test("stays within its bounds", () => {
  expect(run(startSizing(1_000), 0, 50).size).toBe(MOST_ROWS);
  expect(run(startSizing(1_000), 1_000, 50).size).toBe(LEAST_ROWS);
  expect(startSizing(1).size).toBe(LEAST_ROWS);
});

test("answers a dearer row quickly and a cheaper one slowly", () => {
  const calm = run(startSizing(5_000), 0.1, 20);
  const dearer = afterBatch(calm, { ms: 1_000, scanned: 5_000 }, TARGET_MS);
  const cheaper = afterBatch(calm, { ms: 250, scanned: 5_000 }, TARGET_MS);
  expect(dearer.costMs).toBeCloseTo(0.16);
  expect(cheaper.costMs).toBeCloseTo(0.09);
});

test("halves after a timeout and does not grow for ten good batches", () => {
  const halved = afterTimeout(startSizing(1_000));
  expect(halved.size).toBe(500);
  expect(run(halved, 0.1, 10).size).toBe(500);
  expect(run(halved, 0.1, 11).size).toBe(750);
});

test("a tenth after the server had no room", () => {
  expect(afterTooBig(startSizing(1_000)).size).toBe(100);
});

test("the few rows at a shard's end change nothing", () => {
  const before = run(startSizing(1_000), 0.5, 5);
  const after = afterBatch(before, { ms: 400, scanned: 3 }, TARGET_MS);
  expect(after).toEqual(before);
});
