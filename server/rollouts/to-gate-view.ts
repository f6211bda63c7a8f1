import type { GateView } from "#contracts/rollout.ts";
import type { Blocker } from "#core/domain/blocker.ts";
import { demandTexts } from "#core/domain/demand-texts.ts";
import type { StepRecord } from "./run-record.ts";

type Part = Pick<StepRecord, "compiled" | "state" | "gate" | "override" | "passedAt" | "stepId">;

/** What a gate waits for, and why it does not open; `null` for any other step. */
export function toGateView(step: Part): GateView | null {
  const { work } = step.compiled;
  if (work.kind !== "gate") return null;
  const standing = step.gate?.standing ?? null;
  const { override } = step;
  return {
    ask: work.ask,
    asked: demandTexts(work.applications ?? []),
    demands: standing?.demands ?? [],
    notes: standing?.notes ?? [],
    lookedAt: standing?.lookedAt ?? null,
    override: override && { ...override, at: override.at.toISOString() },
    blockers: step.state === "waiting" ? gateBlockers(step) : [],
  };
}

/** Why a gate does not open: what its demands are held back by, and the question that nobody has answered. */
export function gateBlockers({ compiled: { work }, gate, override, passedAt, stepId }: Part): Blocker[] {
  if (work.kind !== "gate") return [];
  const held = override ? [] : (gate?.standing.demands.flatMap(({ blockers }) => blockers) ?? []);
  if (work.ask === null || passedAt) return [...held];
  const fix = `Answer it on the rollout's page, or by sluice rollout gate <rollout> ${stepId} --pass.`;
  return [...held, { code: "gate", message: work.ask, fix, who: "operator" }];
}
