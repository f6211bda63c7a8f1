import { expect, test } from "vitest";
import { runFaults } from "./run-faults.ts";
import { FAULT_KINDS, type FaultKind } from "./run-plan.ts";
import { tally } from "./tally.ts";

const TIMEOUT = 300_000;

/** Those after which a lease must first run out; one of them has a run of its own. */
const SLOW: readonly FaultKind[] = ["worker-kill", "worker-freeze", "control-crash", "control-restart"];
const GOOD = { lost: 0, doubled: 0, wrong: 0, stuck: 0 };

test("random faults under writers: no row is lost, doubled or wrong", { timeout: TIMEOUT }, async () => {
  const told: string[] = [];
  const only = FAULT_KINDS.filter((kind) => !SLOW.includes(kind));
  const results = await runFaults({ runs: 5, seed: 11, only, say: (line) => void told.push(line) });
  const all = tally(11, results);
  expect(all, told.join("\n")).toMatchObject({ ...GOOD, runs: 5 });
  expect(all.faults).toBeGreaterThanOrEqual(5);
});

test("a worker is killed in the middle of its range: another goes on, and how long that took is measured", {
  timeout: TIMEOUT,
}, async () => {
  const told: string[] = [];
  const say = (line: string) => void told.push(line);
  const results = await runFaults({ runs: 1, seed: 80, only: ["worker-kill"], faults: 1, dialect: "postgresql", say });
  const all = tally(80, results);
  expect(all, told.join("\n")).toMatchObject({ ...GOOD, runs: 1, faults: 1 });
  expect(all.takeovers, told.join("\n")).toBeGreaterThan(0);
});

test("a checkpoint outside the transaction of its batch is noticed", { timeout: TIMEOUT }, async () => {
  const results = await runFaults({
    runs: 1,
    seed: 2,
    only: ["sessions-ended"],
    faults: 12,
    dialect: "postgresql",
    shape: "count",
    workerMain: "test/faults/broken-worker.ts",
    say: () => undefined,
  });
  const { doubled, lost } = tally(2, results);
  expect(doubled + lost).toBeGreaterThan(0);
});
