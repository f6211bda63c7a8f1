import type { Rollout } from "#contracts/rollout.ts";
import { requirementOf } from "#core/domain/approvals/approval-policy.ts";
import { approveBlockers } from "#core/domain/approvals/approve-blockers.ts";
import { type Stage, stageOfPhase } from "#core/domain/approvals/stage.ts";
import type { Blocker } from "#core/domain/blocker.ts";
import { may, POLICY } from "#core/domain/policy.ts";
import type { RunState } from "#core/domain/run-state.ts";
import { deciderOf } from "#server/approvals/decider-of.ts";
import { standsInFor } from "#server/approvals/stands-in-for.ts";
import { toStanding } from "#server/approvals/to-standing.ts";
import type { Actor } from "#server/auth/actor.ts";
import type { Needs } from "#server/container.ts";
import type { StepRecord } from "./run-record.ts";
import { stageQuestion } from "./stage-question.ts";

type LaterStage = Exclude<Stage, "start">;
const LATER = ["cutover", "contract"] as const satisfies readonly LaterStage[];

interface StagedRun {
  readonly rolloutId: string;
  readonly state: RunState;
  readonly steps: readonly StepRecord[];
}

/** The step before which the run waits for approval of this stage. */
export const stepAwaiting = ({ steps }: Pick<StagedRun, "steps">, stage: Stage): StepRecord | null =>
  steps.find(
    ({ state, waiting }) => state === "pending" && waiting?.code === "approval" && waiting.detail?.stage === stage,
  ) ?? null;

/** How the stages of a rollout stand that are approved separately, for the person who asks. */
export async function toStages(
  { prisma, now }: Needs<"prisma" | "now">,
  run: StagedRun,
  actor: Actor,
): Promise<Rollout["stages"]> {
  const stages: Rollout["stages"] = [];
  for (const stage of LATER) {
    if (!run.steps.some(({ compiled }) => stageOfPhase(compiled.phase) === stage)) continue;
    const step = stepAwaiting(run, stage);
    const fingerprint = seenFingerprint(step);
    const asked = await stageQuestion(prisma, run.rolloutId, { stage, fingerprint, now: now() });
    if (!asked || !requirementOf(asked.question.rule, stage)) continue;
    const person = deciderOf(asked.question, actor);
    const anyway = [...roleBlockers(actor), ...(step ? [] : [notThere])];
    stages.push({
      ...toStanding(asked.question),
      isAsked: step !== null,
      against: [...anyway, ...approveBlockers(asked.question, { person, forId: null })],
      standsInFor: standsInFor([asked.question], actor).map(({ blockers, ...other }) => ({
        ...other,
        blockers: [...anyway, ...blockers],
      })),
    });
  }
  return stages;
}

/** As the worker read it when it began to wait. Where it does not wait, the schema is not what is asked about. */
export const seenFingerprint = (step: StepRecord | null): string | null => {
  if (!step) return "not asked";
  const seen = step.waiting?.detail?.fingerprint;
  return typeof seen === "string" ? seen : null;
};

function roleBlockers({ role }: Actor): Blocker[] {
  if (may(role, "rollout.approve")) return [];
  const message = `Your role is ${role}; this needs ${POLICY["rollout.approve"]} or higher`;
  return [{ code: "role", message, fix: "Ask an owner for the role", who: "owner" }];
}

const notThere: Blocker = {
  code: "not-there",
  message: "The rollout does not wait for this approval",
  fix: "Wait until it has come there: what is approved is what it is then",
  who: "nobody",
};
