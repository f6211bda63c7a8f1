import type { Evidence } from "#contracts/rollout.ts";
import { type StepState, stepStates } from "#core/domain/step-state.ts";
import type { WaitingCause } from "#core/domain/waiting-cause.ts";
import type { LockTimes } from "#core/engines/ddl-runner.ts";
import { Prisma } from "#prisma/client/client.ts";
import { toJson } from "#server/json-column.ts";
import type { KeptGate, StepError, StepProgress } from "./run-record.ts";
import type { Db } from "./run-repository.ts";

/** What is written beside the state; `undefined` leaves a field as it is. */
export interface StepPatch {
  readonly attempt?: number;
  readonly startedAt?: Date;
  readonly finishedAt?: Date | null;
  readonly waiting?: WaitingCause | null;
  readonly progress?: StepProgress | null;
  readonly error?: StepError | null;
  readonly evidence?: Evidence;
  readonly locks?: LockTimes;
  readonly gate?: KeptGate;
}

const json = (value: object | null) => (value === null ? Prisma.DbNull : toJson(value));

function columnsOf({
  waiting,
  progress,
  error,
  evidence,
  locks,
  gate,
  ...plain
}: StepPatch): Prisma.StepRunUpdateManyMutationInput {
  return {
    ...plain,
    ...(waiting === undefined ? {} : { waiting: json(waiting) }),
    ...(progress === undefined ? {} : { progress: json(progress) }),
    ...(error === undefined ? {} : { error: json(error) }),
    ...(evidence === undefined ? {} : { evidence: json(evidence) }),
    ...(locks === undefined ? {} : { locks: json(locks) }),
    ...(gate === undefined ? {} : { gate: json(gate) }),
  };
}

/** Compare and set; staying in a state is allowed, so that what is written beside it can change. */
export async function moveStep(db: Db, stepRunId: string, to: StepState, patch: StepPatch = {}): Promise<boolean> {
  const { count } = await db.stepRun.updateMany({
    where: { id: stepRunId, state: { in: [...stepStates.before(to), to] } },
    data: { state: to, ...columnsOf(patch) },
  });
  return count === 1;
}

export async function noteStep(db: Db, stepRunId: string, patch: StepPatch): Promise<void> {
  await db.stepRun.updateMany({ where: { id: stepRunId }, data: columnsOf(patch) });
}

/** A gate is passed once: `false` when it is not waiting (any more) or somebody was faster. */
export async function markGatePassed(
  tx: Prisma.TransactionClient,
  stepRunId: string,
  by: { readonly id: string; readonly name: string },
): Promise<boolean> {
  const { count } = await tx.stepRun.updateMany({
    where: { id: stepRunId, kind: "gate", state: "waiting", passedAt: null },
    data: { passedAt: new Date(), passedById: by.id, passedByName: by.name },
  });
  return count === 1;
}

export async function skipPendingSteps(tx: Prisma.TransactionClient, runId: string): Promise<void> {
  await tx.stepRun.updateMany({
    where: { runId, state: "pending" },
    data: { state: "skipped", finishedAt: new Date(), waiting: Prisma.DbNull },
  });
}
