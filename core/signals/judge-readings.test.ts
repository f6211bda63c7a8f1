import { describe, expect, it } from "vitest";
import type { Reading, SignalCode } from "#core/domain/signal.ts";
import { DEFAULT_LIMITS } from "./default-limits.ts";
import { type JudgeMemory, type Judgement, judgeReadings } from "./judge-readings.ts";

/** Judges a signal second by second. */
function series(
  code: SignalCode,
  unit: Reading["unit"],
  values: readonly (number | null)[],
  stepMs = 1_000,
): Judgement[] {
  let memory: JudgeMemory = {};
  return values.map((value, index) => {
    const reading: Reading = { code, value, unit, host: "db-2", ...(value === null ? { problem: "timed out" } : {}) };
    const now = 1_000_000 + index * stepMs;
    const judgement = judgeReadings({
      readings: [reading],
      limits: DEFAULT_LIMITS,
      overridden: new Set(),
      now,
      memory,
    });
    // What is stored comes back as JSON.
    memory = JSON.parse(JSON.stringify(judgement.memory));
    return judgement;
  });
}
const standings = (judgements: readonly Judgement[]) => judgements.map(({ readings }) => readings[0]?.standing);
const repeat = <T>(value: T, times: number): T[] => Array.from({ length: times }, () => value);

describe("a budget", () => {
  it("stops on the raw value and goes on after ten good seconds without a break", () => {
    const judged = series("replica_lag", "s", [0, 6.2, 0.5, 3, ...repeat(0.5, 12)]);
    const seen = standings(judged);
    expect(seen.slice(0, 4)).toEqual(["good", "stop", "stop", "stop"]);
    expect(seen.slice(4, 14)).toEqual(repeat("stop", 10));
    expect(seen.slice(14)).toEqual(["good", "good"]);
    expect(judged[1]?.reasons[0]?.message).toBe("replica lag 6.2 s ≥ 5 s on db-2; resumes below 1 s for 10 s");
    expect(judged[1]).toMatchObject({ speed: 0, reasons: [{ effect: "stop", value: 6.2, limit: 5, resumeAt: 1 }] });
  });

  it("fails closed fifteen seconds after its last good reading, and says so", () => {
    const judged = series("replica_lag", "s", [0, ...repeat(null, 17)]);
    const speeds = judged.map(({ speed }) => speed);
    expect(speeds.slice(0, 15)).toEqual(repeat(1, 15));
    expect(speeds.slice(15)).toEqual([0, 0, 0]);
    expect(judged.at(-1)?.reasons[0]?.message).toContain("could not be read for 17 s (timed out)");
  });

  it("stops before its limit is passed where the next look would be beyond it", () => {
    const judged = series("replica_lag", "s", [2, 3, 4, 4.9]);
    expect(standings(judged)).toEqual(["good", "good", "stop", "stop"]);
    expect(judged[2]?.reasons[0]?.message).toBe("replica lag 4 s < 5 s and rising on db-2; resumes below 1 s for 10 s");
    expect(standings(series("replica_lag", "s", [4.9, 4.5, 4.4]))).toEqual(["good", "good", "good"]);
    expect(standings(series("active_sessions", "per core", [0.1, 0.9]))).not.toContain("stop");
  });

  it("where less is worse, stops under its limit", () => {
    expect(standings(series("disk_free", "share", [0.5, 0.14, 0.2, 0.3]))).toEqual(["good", "stop", "stop", "stop"]);
    expect(standings(series("disk_free", "share", [0.18, 0.18]))).toEqual(["slow", "slow"]);
  });

  it("keeps the moment at which it began", () => {
    const judged = series("replica_lag", "s", [9, 9, 9]);
    expect(new Set(judged.map(({ reasons }) => reasons[0]?.since)).size).toBe(1);
  });
});

describe("a gauge", () => {
  it("slows by its average, between slow and stop", () => {
    const judged = series("lock_waiters", "count", repeat(6, 10));
    expect(judged.at(-1)?.speed).toBeCloseTo(1 - 3 / 7, 5);
    expect(standings(series("lock_waiters", "count", [0, 0, 0, 6]))).toEqual(repeat("good", 4));
  });

  it("holds when it cannot be read", () => {
    const judged = series("active_sessions", "per core", [0.1, ...repeat(null, 30)]);
    expect(judged.at(-1)).toMatchObject({ speed: 1, load: 0.55, reasons: [] });
  });

  it("stops above its limit at once", () => {
    expect(series("active_sessions", "per core", [0, 1.2])[1]).toMatchObject({ speed: 0, load: 1.2 });
  });
});

it("a signal that a person has put aside does nothing and is shown", () => {
  const { readings, reasons, speed } = judgeReadings({
    readings: [{ code: "replica_lag", value: 60, unit: "s", host: "db-2" }],
    limits: DEFAULT_LIMITS,
    overridden: new Set(["replica_lag"]),
    now: 0,
    memory: {},
  });
  expect({ standing: readings[0]?.standing, reasons, speed }).toEqual({
    standing: "overridden",
    reasons: [],
    speed: 1,
  });
});

it("a warning is told and changes nothing", () => {
  const judged = series("long_transaction", "s", [900, 900]);
  expect(judged[1]).toMatchObject({ speed: 1, reasons: [] });
  expect(standings(judged)).toEqual(["slow", "slow"]);
});

it("lists all reasons, stops first", () => {
  const { reasons } = judgeReadings({
    readings: [
      { code: "lock_waiters", value: 5, unit: "count", host: "db-1" },
      { code: "replica_lag", value: 6, unit: "s", host: "db-2" },
    ],
    limits: DEFAULT_LIMITS,
    overridden: new Set(),
    now: 0,
    memory: {},
  });
  expect(reasons.map(({ code, effect }) => `${code} ${effect}`)).toEqual(["replica_lag stop", "lock_waiters slow"]);
});
