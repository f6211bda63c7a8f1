import { expect, test } from "vitest";
import type { LockFacts } from "#core/domain/lock-facts.ts";
import { bestWindow } from "./best-window.ts";
import { type Calibration, factorOf, learn, spreadOf, UNCALIBRATED } from "./calibration.ts";
import { compareForecast } from "./compare-forecast.ts";
import { forecastStep, type StepFacts } from "./forecast-step.ts";
import { learnFromRun } from "./learn-from-run.ts";
import { planForecast } from "./plan-forecast.ts";
import type { ReplicationFacts } from "./replication-of.ts";

const LOCKS: LockFacts = {
  lock: "ACCESS EXCLUSIVE",
  blocksReads: true,
  blocksWrites: true,
  rewrites: true,
  scans: true,
  form: "short",
  summary: "",
};
const FACTS: StepFacts = {
  step: "expand.1",
  title: "Rewrite",
  kind: "sql",
  work: "rewrite",
  locks: LOCKS,
  tables: [{ name: "city", rows: 1_000_000, bytes: 400_000_000 }],
  statedSeconds: null,
  dryRun: null,
};
const REPLICATION: ReplicationFacts = {
  isPossible: true,
  replicas: 0,
  lagLimitBytes: 256_000_000,
  slotRoomBytes: null,
};
const ALONE = { calibration: new Map<string, Calibration>(), replication: REPLICATION, holders: [] };
const middle = (seconds: { low: number; high: number } | null) => Math.sqrt((seconds?.low ?? 0) * (seconds?.high ?? 0));

test("a rewrite takes time, disk and WAL by the size of the table, and says how wide its bounds are", () => {
  const small = forecastStep(FACTS, ALONE);
  const large = forecastStep({ ...FACTS, tables: [{ name: "city", rows: 1, bytes: 4_000_000_000 }] }, ALONE);
  expect(small).toMatchObject({ blocks: ["reads", "writes"], diskBytes: 400_000_000, walBytes: 400_000_000 });
  expect(small.seconds?.low).toBeLessThan(10);
  expect(small.seconds?.high).toBeGreaterThan(10);
  expect(middle(large.seconds) / middle(small.seconds)).toBeCloseTo(10, 0);
  expect(small.basis).toContain("not timed here yet");
});

test("what is not known is not made up", () => {
  const unknown = forecastStep({ ...FACTS, tables: [{ name: "city", rows: null, bytes: null }] }, ALONE);
  expect(unknown).toMatchObject({ seconds: null, diskBytes: null, walBytes: null });
  const gate = forecastStep({ ...FACTS, kind: "gate", work: "wait", locks: null, tables: [] }, ALONE);
  expect(gate).toMatchObject({
    seconds: null,
    lock: null,
    blocks: [],
    basis: "People or applications decide when it goes on.",
  });
  expect(planForecast([unknown, gate], { window: null, longTransactions: 0, gaps: [] })).toMatchObject({
    seconds: { low: 0, high: 0 },
    diskBytes: null,
  });
});

test("a soak takes as long as the plan says, and nothing is learned from it", () => {
  const soak = forecastStep(
    { ...FACTS, kind: "soak", work: "wait", locks: null, tables: [], statedSeconds: 600 },
    ALONE,
  );
  expect(soak).toMatchObject({ seconds: { low: 600, high: 600 }, assumedSeconds: null });
});

test("a backfill goes by its dry run where there is one, and by its rows with wide bounds otherwise", () => {
  const facts: StepFacts = { ...FACTS, kind: "backfill", work: "backfill", locks: null };
  const assumed = forecastStep(facts, ALONE);
  const dryRun = { rowsPerSecond: { low: 20_000, high: 50_000 }, walBytes: 300_000_000, diskBytes: 200_000_000 };
  const measured = forecastStep({ ...facts, dryRun }, ALONE);
  expect(measured).toMatchObject({ walBytes: 300_000_000, diskBytes: 200_000_000 });
  const width = ({ seconds }: typeof measured) => (seconds?.high ?? 0) / (seconds?.low ?? 1);
  expect(width(measured)).toBeLessThan(width(assumed));
  expect(middle(measured.seconds)).toBeCloseTo((1_000_000 / Math.sqrt(20_000 * 50_000)) * 3, 0);
});

test.each([0.1, 3, 8])("after rollouts that took %d times the forecast, the next one moves there", (k) => {
  let calibration = UNCALIBRATED;
  const factors: number[] = [];
  for (let rollout = 1; rollout <= 10; rollout++) {
    calibration = learn(calibration, { expected: 10, actual: 10 * k });
    factors.push(factorOf(calibration));
  }
  const distances = factors.map((it) => Math.abs(Math.log(it / k)));
  expect(distances).toEqual(distances.toSorted((a, b) => b - a));
  expect(factors[0]).toBeCloseTo(Math.sqrt(k), 5);
  expect(Math.abs(Math.log((factors.at(-1) ?? 0) / k))).toBeLessThan(Math.abs(Math.log(k)) / 10);
  expect(spreadOf(calibration, 6)).toBeCloseTo(1.25, 5);
  const next = forecastStep(FACTS, { ...ALONE, calibration: new Map([["rewrite", calibration]]) });
  expect(middle(next.seconds) / middle(forecastStep(FACTS, ALONE).seconds)).toBeCloseTo(factors.at(-1) ?? 0, 5);
  expect(next.basis).toContain("10 such steps timed here");
});

test("durations that differ keep the bounds wide, and one mishap does not spoil all", () => {
  let calibration = UNCALIBRATED;
  for (const actual of [5, 20, 5, 20, 5, 20]) calibration = learn(calibration, { expected: 10, actual });
  expect(spreadOf(calibration, 2)).toBeGreaterThan(2.5);
  const calm = learn(learn(UNCALIBRATED, { expected: 10, actual: 10 }), { expected: 10, actual: 10 });
  expect(factorOf(learn(calm, { expected: 10, actual: 1e9 }))).toBeLessThan(10);
  expect(learn(calm, { expected: 0, actual: 5 })).toBe(calm);
  expect(learn(calm, { expected: 5, actual: Number.NaN })).toBe(calm);
});

test("a run is learned from where a step succeeded at its first try", () => {
  const forecast = forecastStep(FACTS, ALONE);
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
  const done = { stepId: "expand.1", state: "succeeded", attempt: 1, startedAt: at(0), finishedAt: at(60) } as const;
  const learned = learnFromRun(new Map(), [forecast], [done]);
  expect(learned.get("rewrite")).toMatchObject({ count: 1 });
  expect(learnFromRun(new Map(), [forecast], [{ ...done, attempt: 2 }]).size).toBe(0);
  expect(learnFromRun(new Map(), [forecast], [{ ...done, state: "failed" }]).size).toBe(0);
  expect(compareForecast([forecast], [done])).toMatchObject([{ actualSeconds: 60, verdict: "slower" }]);
  expect(compareForecast([forecast], [{ ...done, finishedAt: at(10) }])).toMatchObject([{ verdict: "within" }]);
  expect(compareForecast([forecast], [{ ...done, finishedAt: at(0.1) }])).toMatchObject([{ verdict: "faster" }]);
  expect(compareForecast([forecast], [{ ...done, state: "running", finishedAt: null }])).toMatchObject([
    { actualSeconds: null, verdict: "under way" },
  ]);
  expect(compareForecast([forecast], [])).toMatchObject([{ actualSeconds: null, verdict: "not run" }]);
});

test("replicas and slots: what a step writes is held against what they bear", () => {
  const risk = (facts: StepFacts, replication: Partial<ReplicationFacts>) =>
    forecastStep(facts, { ...ALONE, replication: { ...REPLICATION, ...replication } }).replication.risk;
  expect(risk(FACTS, {})).toBe("none");
  expect(risk(FACTS, { replicas: 1 })).toBe("high");
  expect(risk({ ...FACTS, tables: [{ name: "a", rows: 1, bytes: 1_000 }] }, { replicas: 1 })).toBe("low");
  expect(risk(FACTS, { slotRoomBytes: 100_000_000 })).toBe("high");
  expect(risk({ ...FACTS, tables: [{ name: "a", rows: null, bytes: null }] }, { replicas: 1 })).toBe("not known");
  expect(risk(FACTS, { isPossible: false, replicas: 3 })).toBe("none");
});

test("the best window is the quietest two hours of a day that was seen, over midnight too", () => {
  const samples = (hours: readonly number[], value: (hour: number) => number) =>
    hours.flatMap((hour) => [1, 2].map((day) => ({ at: new Date(Date.UTC(2026, 0, day, hour)), value: value(hour) })));
  const all = Array.from({ length: 24 }, (_, hour) => hour);
  expect(bestWindow(samples(all, (hour) => (hour === 23 || hour === 0 ? 1 : 5)))).toMatchObject({ from: 23, to: 1 });
  expect(bestWindow(samples(all.slice(0, 17), () => 1))).toBeNull();
  expect(bestWindow([])).toBeNull();
});
