import { requirementOf } from "#core/domain/approvals/approval-policy.ts";
import { evaluateApprovals } from "#core/domain/approvals/evaluate-approvals.ts";
import { type Stage, stageOfPhase } from "#core/domain/approvals/stage.ts";
import type { WaitingCause } from "#core/domain/waiting-cause.ts";
import { knownRisk } from "#server/approvals/approval-context.ts";
import { readTargetUnderWay } from "#server/approvals/read-target.ts";
import type { Needs } from "#server/container.ts";
import type { RunRecord, StepRecord } from "./run-record.ts";
import { stageQuestion } from "./stage-question.ts";

/** How long until it is looked at again when nobody decides: people and policies change too. */
const LOOK_AGAIN_MS = 30_000;

/** The stage that a step opens, where nothing of its phase has begun; `null`: it opens none that is approved apart. */
export function stageOpenedBy(step: StepRecord, steps: readonly StepRecord[]): Exclude<Stage, "start"> | null {
  const stage = stageOfPhase(step.compiled.phase);
  if (stage === "start") return null;
  const own = steps.filter(({ compiled }) => compiled.phase === step.compiled.phase);
  return own.every(({ state }) => state === "pending") ? stage : null;
}

/** Why the worker may not begin the phase of this step yet; `null`: it may. */
export async function phaseApproval(
  deps: Needs<"prisma" | "targets" | "now">,
  run: RunRecord,
  step: StepRecord,
): Promise<WaitingCause | null> {
  const stage = stageOpenedBy(step, run.steps);
  if (!stage) return null;
  const now = deps.now();
  const first = await stageQuestion(deps.prisma, run.rolloutId, { stage, fingerprint: null, now });
  if (!first || !requirementOf(first.question.rule, stage)) return null;
  const { source, database, risk } = first.head;
  const { fingerprint } = await readTargetUnderWay(deps, source, { database, risk: knownRisk(risk) });
  const { blockers } = evaluateApprovals({ ...first.question, fingerprint });
  if (blockers.length === 0) return null;
  return {
    code: "approval",
    message: blockers.map(({ message, fix }) => `${message}. ${fix}`).join(". "),
    since: step.waiting?.code === "approval" ? step.waiting.since : now.toISOString(),
    until: new Date(now.getTime() + LOOK_AGAIN_MS).toISOString(),
    detail: { stage, fingerprint },
  };
}
