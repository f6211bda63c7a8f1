import type { Rollout } from "#contracts/rollout.ts";
import { approveBlockers } from "#core/domain/approvals/approve-blockers.ts";
import { STAGE_LABELS, type Stage } from "#core/domain/approvals/stage.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { knownRisk } from "#server/approvals/approval-context.ts";
import { lockPolicy } from "#server/approvals/approval-repository.ts";
import { collectEvidence } from "#server/approvals/collect-evidence.ts";
import { deciderOf } from "#server/approvals/decider-of.ts";
import { readTargetUnderWay, type TargetReading } from "#server/approvals/read-target.ts";
import { sealApproval } from "#server/approvals/seal-approval.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { announceRun } from "./announce-run.ts";
import { enqueueRun } from "./enqueue-run.ts";
import { getRollout } from "./get-rollout.ts";
import { findApprovalHead, lockMigration } from "./rollout-repository.ts";
import type { RunRecord } from "./run-record.ts";
import { addRunEvent, findRun, findRunOfRollout } from "./run-repository.ts";
import { stageQuestion } from "./stage-question.ts";
import { noteStep } from "./step-run-repository.ts";
import { stepAwaiting } from "./to-stages.ts";

interface StageApproval {
  readonly actor: Actor;
  readonly rolloutId: string;
  readonly stage: Exclude<Stage, "start">;
  readonly digest: string;
  readonly comment: string;
  readonly forId?: string | undefined;
}

/** Approves a later stage of a rollout that waits for it. When that is enough the worker goes on. */
export async function approveStage(deps: Container, input: StageApproval): Promise<Rollout> {
  const { actor, rolloutId } = input;
  assertCan(actor, "rollout.approve");
  const run = await findRunOfRollout(deps.prisma, rolloutId);
  const head = await findApprovalHead(deps.prisma, rolloutId);
  if (!run || !head) throw new DomainError("not-found", "There is no such rollout. Nothing was approved.");
  if (head.digest !== input.digest)
    throw new DomainError("stale", "The rollout is of another plan than you saw. Nothing was approved. Load it again.");
  const reading = await readTargetUnderWay(deps, head.source, { ...head, risk: knownRisk(head.risk) });
  const rollout = await getRollout(deps, { actor, rolloutId });
  await deps.prisma.$transaction((tx) => write(deps, tx, { ...input, run, reading, rollout }));
  await announceRun(deps, run);
  await deps.feed.publish({ type: "migration.changed", migrationId: run.migrationId });
  await enqueueRun(deps, run.id);
  return getRollout(deps, { actor, rolloutId });
}

interface Seen extends StageApproval {
  readonly run: RunRecord;
  readonly reading: TargetReading;
  readonly rollout: Rollout;
}

async function write(deps: Container, tx: Prisma.TransactionClient, seen: Seen): Promise<void> {
  const { actor, rolloutId, stage, reading, comment, forId = null } = seen;
  const at = deps.now();
  await lockPolicy(tx, "read");
  await lockMigration(tx, seen.run.migrationId);
  const run = await findRun(tx, seen.run.id);
  const step = run && stepAwaiting(run, stage);
  if (!run || !step) throw notThere(stage, seen.run);
  const asked = await stageQuestion(tx, rolloutId, { stage, fingerprint: reading.fingerprint, now: at });
  if (!asked) throw notThere(stage, run);
  const { head, world, question } = asked;
  const person = deciderOf(question, actor);
  const blockers = approveBlockers(question, { person, forId });
  if (blockers.length > 0) throw refused(blockers, run.state);
  const subject = { ...head, policyVersion: world.policy.version, readings: [reading], questions: [question] };
  const evidence = await collectEvidence(deps, { ...subject, rollout: seen.rollout });
  const about = { actor, migrationId: head.migrationId, revision: head.revision, planDigest: head.digest };
  const sealed = await sealApproval(tx, { ...about, world, questions: [question], evidence, comment, forId, at });
  // The worker looks again, and says what is still missing if this was not the last one.
  await noteStep(tx, step.id, { waiting: { ...(step.waiting ?? cause(at)), until: at.toISOString() } });
  const message = `Approved: ${STAGE_LABELS[stage]}${comment ? `: ${comment}` : ""}`;
  await addRunEvent(tx, run.id, { byName: actor.name, kind: "stage.approved", message, stepId: step.stepId });
  await writeAudit(tx, actor, {
    action: "rollout.approve",
    objectType: "rollout",
    objectId: rolloutId,
    objectName: run.migrationTitle,
    after: {
      stage,
      database: question.databaseName,
      digest: head.digest,
      approvalDigest: sealed.approvalDigest,
      evidenceSha256: sealed.evidenceSha256,
      ...(sealed.approval.forName ? { inPlaceOf: sealed.approval.forName } : {}),
    },
    reason: comment || null,
    mark: sealed.singlePerson ? "single-person" : null,
  });
}

const cause = (at: Date) => ({ code: "approval", message: "Looking again", since: at.toISOString() }) as const;

function notThere(stage: Stage, { state }: Pick<RunRecord, "state">): DomainError {
  const message = `The rollout does not wait for the approval of ${STAGE_LABELS[stage]} (it is ${state.replace("_", " ")}). Nothing was approved.`;
  return new DomainError("invalid-transition", message, { extra: { state } });
}

const refused = (blockers: ReturnType<typeof approveBlockers>, state: string): DomainError =>
  new DomainError(
    "blocked",
    `Nothing was approved. ${blockers.map(({ message, fix }) => `${message}. ${fix}.`).join(" ")}`,
    {
      extra: { blockers, state },
    },
  );
