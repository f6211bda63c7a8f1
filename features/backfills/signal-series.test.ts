import { expect, test } from "vitest";
import type { JudgedReading, Slowdown } from "#contracts/throttle.ts";
import { signalSeries } from "./signal-series.ts";

const reading = (given: Partial<JudgedReading>): JudgedReading => ({
  code: "replica_lag",
  kind: "budget",
  host: "db-2",
  value: 1,
  unit: "s",
  limit: { slow: null, stop: 5, resume: 1 },
  standing: "good",
  ageSeconds: 1,
  problem: null,
  detail: null,
  ...given,
});

test("each place of a signal is a line of its own, with the reading of now", () => {
  const [first, second] = signalSeries(
    [{ at: 1_000, values: { "replica_lag db-2": 1, "replica_lag db-3": 2 } }],
    [reading({ standing: "stop" }), reading({ host: "db-3" })],
  );
  expect(first).toMatchObject({ key: "replica_lag db-2", label: "Replica lag, db-2", values: [1] });
  expect(second).toMatchObject({ key: "replica_lag db-3", values: [2] });
});

test("what stops comes first, then what is nearest to its limit", () => {
  const list = signalSeries(
    [],
    [
      reading({
        code: "disk_free",
        unit: "share",
        host: "a",
        value: 0.2,
        limit: { slow: 0.2, stop: 0.15, resume: 0.25 },
      }),
      reading({ code: "lock_waiters", unit: "count", host: "a", value: 1, limit: { slow: 3, stop: 10, resume: 3 } }),
      reading({ code: "active_sessions", unit: "per core", host: "a", value: 0.9, standing: "slow" }),
      reading({ code: "replica_lag", value: null, standing: "unknown" }),
    ],
  );
  expect(list.map((it) => it.code)).toEqual(["replica_lag", "active_sessions", "disk_free", "lock_waiters"]);
});

test("a stretch in which nobody asked is a gap", () => {
  const at = [0, 1_000, 2_000, 3_000, 60_000, 61_000];
  const [only] = signalSeries(
    at.map((time) => ({ at: time, values: { "lock_waiters a": 1 } })),
    [],
  );
  expect(only?.at).toEqual([0, 1_000, 2_000, 3_000, 4_000, 60_000, 61_000]);
  expect(only?.values).toEqual([1, 1, 1, 1, null, 1, 1]);
});

test("the past keeps the limits that it reached", () => {
  const reached = { code: "replica_lag", host: "db-2", effect: "stop", limit: 5 } as Slowdown;
  const samples = [{ at: 0, values: { "replica_lag db-2": 1, "replica_lag db-3": 1 } }];
  const list = signalSeries(samples, [], [reached, { ...reached, limit: 4 }]);
  expect(list.map((it) => [it.key, it.limit])).toEqual([
    ["replica_lag db-2", { slow: null, stop: 4 }],
    ["replica_lag db-3", { slow: null, stop: null }],
  ]);
});

test("a signal that this page does not know is left out", () => {
  expect(signalSeries([{ at: 0, values: { "moon_phase a": 1 } }], [])).toEqual([]);
});
