import { expect, test } from "vitest";
import type { StepRun } from "#contracts/rollout.ts";
import type { Phase } from "#core/domain/phase.ts";
import type { StepState } from "#core/domain/step-state.ts";
import { currentStep, phaseStandings } from "./phase-standing.ts";

const aStep = (phase: Phase, place: number, state: StepState, times: Partial<StepRun> = {}): StepRun => ({
  id: `0198f0a0-0000-7000-8000-00000000000${place}`,
  stepId: `${phase}.${place}`,
  phase,
  kind: "sql",
  title: "A step",
  statements: [],
  undo: { kind: "none", summary: "", statements: [] },
  state,
  attempt: 1,
  startedAt: null,
  finishedAt: null,
  waiting: null,
  progress: null,
  error: null,
  evidence: null,
  locks: null,
  passedByName: null,
  gate: null,
  note: null,
  ...times,
});

const statesOf = (steps: StepRun[]) => phaseStandings(steps).map(({ state }) => state);

test("a phase is what is most telling of its steps", () => {
  expect(
    statesOf([
      aStep("expand", 1, "succeeded"),
      aStep("backfill", 1, "succeeded"),
      aStep("backfill", 2, "pending"),
      aStep("verify", 1, "running"),
      aStep("verify", 2, "failed"),
      aStep("cutover", 1, "pending"),
    ]),
  ).toEqual(["succeeded", "running", "failed", "pending", "empty"]);
});

test("after a rollback what was never begun is skipped and not done", () => {
  expect(statesOf([aStep("expand", 1, "undone"), aStep("contract", 1, "skipped")])).toEqual([
    "undone",
    "empty",
    "empty",
    "empty",
    "skipped",
  ]);
});

test("a phase lasts from its first beginning to its last end", () => {
  const [expand] = phaseStandings([
    aStep("expand", 1, "succeeded", { startedAt: "2026-01-01T00:00:00.000Z", finishedAt: "2026-01-01T00:00:05.000Z" }),
    aStep("expand", 2, "succeeded", { startedAt: "2026-01-01T00:00:05.000Z", finishedAt: "2026-01-01T00:00:09.000Z" }),
  ]);
  expect(expand).toMatchObject({
    startedAt: "2026-01-01T00:00:00.000Z",
    finishedAt: "2026-01-01T00:00:09.000Z",
    done: 2,
  });
});

test("the step that a run is at may wait or have failed", () => {
  const steps = [aStep("expand", 1, "succeeded"), aStep("cutover", 1, "waiting"), aStep("contract", 1, "pending")];
  expect(currentStep(steps)?.stepId).toBe("cutover.1");
});
