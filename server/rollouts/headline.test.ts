import { expect, test } from "vitest";
import { type HeadlineFacts, headlineOf, percent } from "./headline.ts";

const FACTS: HeadlineFacts = {
  state: "running",
  stateReason: null,
  stateByName: null,
  step: { title: "Add column latitude to city", phase: "expand", attempt: 1 },
  steps: { total: 7, done: 2 },
  waiting: null,
  progress: null,
  backfill: null,
  isWorkerAlive: true,
  now: new Date("2026-01-02T03:04:05Z"),
};
const BACKFILL = {
  table: "city",
  fraction: 0.4361,
  rowsPerSecond: 12_300.4,
  eta: { fromSeconds: 118, toSeconds: 175 },
  lastError: null,
  stage: "writing" as const,
  rowsVerified: 0,
  rowsDiffering: 0,
  effectiveSpeed: 0.5,
  reasons: [],
};
const LAG = {
  effect: "slow" as const,
  message: "replica lag 3.1 s of 5 s on db-2; slow from 2 s",
  since: "2026-01-02T12:03:00.000Z",
};
const since = "2026-01-02T03:00:00.000Z";

test.each<[Partial<HeadlineFacts>, string]>([
  [{}, "Add column latitude to city"],
  [
    { progress: { message: "building index: scanning table", fraction: 0.5 } },
    "Add column latitude to city: building index: scanning table, 50 %",
  ],
  [{ backfill: BACKFILL }, "Backfilling city: 43 % by key position, 12,300 rows/s, about 2 to 3 min left"],
  [
    { backfill: { ...BACKFILL, rowsPerSecond: null, eta: null } },
    "Backfilling city: 43 % by key position, time left not known yet",
  ],
  [
    { backfill: { ...BACKFILL, lastError: "lock timeout (55P03)" } },
    "Backfilling city: 43 % by key position, 12,300 rows/s, about 2 to 3 min left. Trying again: lock timeout (55P03)",
  ],
  [
    { backfill: { ...BACKFILL, effectiveSpeed: 0.62, reasons: [LAG] } },
    "Running at 62 % speed: slowed by replica lag 3.1 s of 5 s on db-2 since 12:03 UTC. Backfilling city: 43 % by key position, 12,300 rows/s, about 2 to 3 min left",
  ],
  [
    { backfill: { ...BACKFILL, stage: "final verification", fraction: 1, rowsVerified: 40_000 } },
    "Comparing all rows of city once more: 40,000 rows compared, none differs",
  ],
  [
    {
      backfill: BACKFILL,
      waiting: { code: "hold", message: "shop is held by Ann: sale; goes on when the hold is lifted", since },
    },
    "Waiting: shop is held by Ann: sale; goes on when the hold is lifted",
  ],
  [
    { waiting: { code: "set_aside", message: "3 rows are set aside: mend or waive them", since } },
    "Waiting for a person: 3 rows are set aside: mend or waive them",
  ],
  [{ waiting: { code: "gate", message: "Is it out?", since } }, "Waiting for a person: Is it out?"],
  [
    { waiting: { code: "gate", message: "Is it out?", since }, isWorkerAlive: false },
    "Waiting for a person: Is it out?",
  ],
  [
    {
      waiting: {
        code: "gate",
        message: "shop: instance a is not >= 2",
        since,
        until: since,
        detail: { waitsFor: "applications" },
      },
    },
    "Waiting for applications: shop: instance a is not >= 2",
  ],
  [
    { waiting: { code: "gate", message: "shop: instance a is not >= 2", since, until: since }, isWorkerAlive: false },
    "No worker is running: start one. It stands at “Add column latitude to city”",
  ],
  [
    {
      waiting: { code: "lock", message: "attempt 4, blocked by pid 812 (psql), idle in transaction for 3 min", since },
    },
    "Waiting for a lock: attempt 4, blocked by pid 812 (psql), idle in transaction for 3 min",
  ],
  [
    { waiting: { code: "soak", message: "soaking for 10 min", since, until: "2026-01-02T03:09:05.000Z" } },
    "Waiting a time, 5 min left: soaking for 10 min",
  ],
  [
    { waiting: { code: "unreachable", message: "connection refused", since } },
    "The database cannot be reached since 03:00 UTC: connection refused",
  ],
  [{ isWorkerAlive: false }, "No worker is running: start one. It stands at “Add column latitude to city”"],
  [{ state: "pending", isWorkerAlive: false }, "No worker is running: start one"],
  [
    { state: "pausing", stateByName: "Olga", backfill: BACKFILL },
    "Pausing (Olga): the batch in flight on city ends first",
  ],
  [
    { state: "paused", stateByName: "Sluice", stateReason: "replica lag", backfill: BACKFILL },
    "Paused at 43 % of city: replica lag",
  ],
  [{ state: "failed", stateReason: "agree: 3 rows must not be there" }, "Failed: agree: 3 rows must not be there"],
  [{ state: "succeeded" }, "Finished: all 7 steps were carried out"],
])("%j", (facts, line) => {
  expect(headlineOf({ ...FACTS, ...facts })).toBe(line);
});

test("a share is never shown as more than it is", () => {
  expect([0, 0.0512, 0.999999, 1, 1.2].map(percent)).toEqual(["0 %", "5.1 %", "99 %", "100 %", "100 %"]);
});
