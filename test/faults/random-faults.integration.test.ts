import { expect, test } from "vitest";
import { runFaults } from "./run-faults.ts";
import { tally } from "./tally.ts";

const TIMEOUT = 300_000;

test("random faults under writers: no row is lost, doubled or wrong", { timeout: TIMEOUT }, async () => {
  const told: string[] = [];
  const results = await runFaults({ runs: 6, seed: 1, say: (line) => void told.push(line) });
  const { lost, doubled, wrong, stuck, runs, faults } = tally(1, results);
  expect({ lost, doubled, wrong, stuck, runs }, told.join("\n")).toEqual({
    lost: 0,
    doubled: 0,
    wrong: 0,
    stuck: 0,
    runs: 6,
  });
  expect(faults).toBeGreaterThan(5);
});

test("a checkpoint outside the transaction of its batch is noticed", { timeout: TIMEOUT }, async () => {
  const results = await runFaults({
    runs: 1,
    seed: 1,
    only: ["sessions-ended"],
    faults: 12,
    dialect: "postgresql",
    shape: "count",
    workerMain: "test/faults/broken-worker.ts",
    say: () => undefined,
  });
  const { doubled, lost } = tally(1, results);
  expect(doubled + lost).toBeGreaterThan(0);
});
