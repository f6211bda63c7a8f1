import { describe, expect, test } from "vitest";
import { RUN_STATES } from "#core/domain/run-state.ts";
import { aStep } from "#test/step-records.ts";
import { blockersOf, type RolloutAction } from "./rollout-blockers.ts";

const steps = [aStep("sql", "succeeded"), aStep("backfill", "running", { backfill: "running" })];
const codes = (
  action: RolloutAction,
  ...[facts, role]: [Partial<Parameters<typeof blockersOf>[1]>, Parameters<typeof blockersOf>[2]]
) => blockersOf(action, { state: "running", steps, otherRun: null, holds: [], ...facts }, role).map(({ code }) => code);

describe("which states allow what", () => {
  test.each<[RolloutAction, string[]]>([
    ["pause", ["pending", "running"]],
    ["resume", ["pausing", "paused", "failed"]],
    ["cancel", ["pending", "running", "pausing", "paused", "failed"]],
    ["rollback", ["running", "pausing", "paused", "failed", "cancelling", "cancelled", "rollback_failed", "succeeded"]],
  ])("%s", (action, allowed) => {
    expect(RUN_STATES.filter((state) => codes(action, { state }, "operator").length === 0)).toEqual(allowed);
  });
});

test("a viewer is told which role is needed and who gives it", () => {
  expect(blockersOf("pause", { state: "running", steps, otherRun: null, holds: [] }, "viewer")).toEqual([
    {
      code: "role",
      message: "Your role is viewer; this needs operator or higher.",
      fix: "Ask an owner for the role.",
      who: "owner",
    },
  ]);
});

test("all reasons are told at once", () => {
  expect(codes("resume", { state: "running", otherRun: { rolloutId: "r", title: "Other" } }, "viewer")).toEqual([
    "role",
    "state",
    "database-busy",
  ]);
});

test("a rollback that could undo nothing is refused", () => {
  expect(codes("rollback", { state: "paused", steps: [aStep("sql", "pending")] }, "operator")).toEqual([
    "nothing-to-undo",
  ]);
  expect(
    codes("rollback", { state: "succeeded", steps: [aStep("sql", "succeeded", { undo: "none" })] }, "operator"),
  ).toEqual(["point-of-no-return"]);
});

test("under a hold nothing is resumed, and it is told who holds it and why; a rollback may begin", () => {
  const facts = { state: "paused" as const, steps, otherRun: null, holds: ["shop is held by Ann: sale"] };
  expect(blockersOf("resume", facts, "operator")).toEqual([
    {
      code: "hold",
      message: "shop is held by Ann: sale.",
      fix: "Lift the hold, or wait until it is lifted.",
      who: "operator",
    },
  ]);
  expect(blockersOf("rollback", facts, "operator")).toEqual([]);
});
