import { expect, test } from "vitest";
import type { RunState } from "#core/domain/run-state.ts";
import { aStep } from "#test/step-records.ts";
import { nextAction } from "./next-action.ts";
import type { StepRecord } from "./run-record.ts";

const NOW = new Date("2026-01-02T03:04:05Z");
const LATER = "2026-01-02T03:05:05.000Z";
const SOONER = "2026-01-02T03:03:05.000Z";

const waiting = (code: "soak" | "lock" | "gate" | "unreachable" | "approval", until?: string) => ({
  waiting: { code, message: "", since: SOONER, ...(until ? { until } : {}) },
});
const done = aStep("sql", "succeeded");
const demanding = (parts: Parameters<typeof aStep>[2]): StepRecord => {
  const step = aStep("gate", "waiting", parts);
  const demand = { application: "shop", version: ">= 2", unread: [], unwritten: [], forMs: 0 };
  return { ...step, compiled: { ...step.compiled, work: { kind: "gate", ask: null, applications: [demand] } } };
};
const told = (state: RunState, ...steps: StepRecord[]): string => {
  const action = nextAction({ state, steps }, NOW);
  if ("step" in action) return `${action.do} ${action.step.id}${"to" in action ? ` ${action.to}` : ""}`;
  if (action.do === "settle") return `settle ${action.to}`;
  return action.do === "wait" ? `wait ${action.until?.toISOString() ?? "for a nudge"}` : action.do;
};

test.each<[string, string, RunState, ...StepRecord[]]>([
  ["a pending run begins", "begin", "pending", aStep("sql", "pending")],
  [
    "the first open step is carried out",
    "execute sql-pending",
    "running",
    done,
    aStep("sql", "pending"),
    aStep("gate", "pending"),
  ],
  ["a step that a dead worker left is looked at again", "execute sql-running", "running", aStep("sql", "running")],
  ["a failed step of a resumed run is tried again", "execute check-failed", "running", aStep("check", "failed")],
  ["all done", "settle succeeded", "running", done, aStep("soak", "skipped")],
  ["a gate waits for a person", "wait for a nudge", "running", aStep("gate", "waiting", waiting("gate"))],
  [
    "a gate that demands something of applications is not looked at before its time",
    `wait ${LATER}`,
    "running",
    demanding(waiting("gate", LATER)),
  ],
  [
    "it is looked at again when its time has come",
    "execute gate-waiting",
    "running",
    demanding(waiting("gate", SOONER)),
  ],
  [
    "and at once when somebody answered or an instance came or went",
    "execute gate-waiting",
    "running",
    demanding(waiting("gate")),
  ],
  [
    "a yes does not hurry its next look",
    `wait ${LATER}`,
    "running",
    demanding({ ...waiting("gate", LATER), passedAt: NOW }),
  ],
  ["a passed gate goes on", "execute gate-waiting", "running", aStep("gate", "waiting", { passedAt: NOW })],
  [
    "a stage that is not approved does not begin, and is looked at again",
    `wait ${LATER}`,
    "running",
    aStep("sql", "pending", waiting("approval", LATER)),
  ],
  [
    "a stage that somebody approved is looked at at once",
    "execute sql-pending",
    "running",
    aStep("sql", "pending", waiting("approval", SOONER)),
  ],
  ["a soak waits for its time", `wait ${LATER}`, "running", aStep("soak", "waiting", waiting("soak", LATER))],
  [
    "a soak whose time has come ends",
    "execute soak-waiting",
    "running",
    aStep("soak", "waiting", waiting("soak", SOONER)),
  ],
  [
    "a lock that no try got is tried again after resume",
    "execute sql-waiting",
    "running",
    aStep("sql", "waiting", waiting("lock")),
  ],
  [
    "an unreachable target is tried again at its time",
    `wait ${LATER}`,
    "running",
    aStep("sql", "waiting", waiting("unreachable", LATER)),
  ],
  [
    "slices carry a running backfill",
    "wait for a nudge",
    "running",
    aStep("backfill", "running", { backfill: "running" }),
  ],
  [
    "a backfill whose shards are done is finished",
    "execute backfill-running",
    "running",
    aStep("backfill", "running", { backfill: "succeeded" }),
  ],
  [
    "a paused backfill goes on with its run",
    "execute backfill-running",
    "running",
    aStep("backfill", "running", { backfill: "paused" }),
  ],
  [
    "pause asks the backfill first",
    "stop-backfill backfill-running pausing",
    "pausing",
    aStep("backfill", "running", { backfill: "running" }),
  ],
  [
    "pause waits for the batch in flight",
    "wait for a nudge",
    "pausing",
    aStep("backfill", "running", { backfill: "pausing" }),
  ],
  [
    "pause is a fact when the backfill rests",
    "settle paused",
    "pausing",
    aStep("backfill", "running", { backfill: "paused" }),
  ],
  ["pause at a gate", "settle paused", "pausing", aStep("gate", "waiting")],
  ["a pause that came too late", "settle succeeded", "pausing", done],
  [
    "cancel stops the backfill",
    "stop-backfill backfill-running cancelling",
    "cancelling",
    aStep("backfill", "running", { backfill: "paused" }),
  ],
  [
    "cancel waits for the batch in flight",
    "wait for a nudge",
    "cancelling",
    aStep("backfill", "running", { backfill: "cancelling" }),
  ],
  ["cancel asks the target about a step in the middle", "reconcile sql-running", "cancelling", aStep("sql", "running")],
  ["cancel ends", "settle cancelled", "cancelling", done, aStep("sql", "pending")],
  [
    "rollback undoes the last step first",
    "undo index-succeeded",
    "rolling_back",
    done,
    aStep("index", "succeeded"),
    aStep("sql", "pending"),
  ],
  [
    "rollback lets a running step come to rest",
    "reconcile index-running",
    "rolling_back",
    done,
    aStep("index", "running"),
  ],
  ["rollback goes on where it was left", "undo sql-undoing", "rolling_back", aStep("sql", "undoing")],
  [
    "rollback waits for an unreachable target",
    `wait ${LATER}`,
    "rolling_back",
    aStep("sql", "undoing", waiting("unreachable", LATER)),
  ],
  [
    "rollback passes a failed statement that has no undo: nothing was done",
    "undo sql-failed",
    "rolling_back",
    done,
    aStep("sql", "failed", { undo: "none" }),
  ],
  [
    "rollback stops at the point of no return",
    "settle rolled_back",
    "rolling_back",
    done,
    aStep("sql", "succeeded", { undo: "none" }),
  ],
  [
    "a half-done backfill without undo is a point of no return",
    "settle rolled_back",
    "rolling_back",
    done,
    aStep("backfill", "failed", { undo: "none", backfill: "cancelled" }),
  ],
  ["all is undone", "settle rolled_back", "rolling_back", aStep("sql", "undone"), aStep("gate", "pending")],
  ["nothing is done for a paused run", "rest", "paused", aStep("sql", "pending")],
  ["nothing is done for a failed run", "rest", "failed", aStep("sql", "failed")],
])("%s", (_name, expected, state, ...steps) => {
  expect(told(state, ...steps)).toBe(expected);
});
