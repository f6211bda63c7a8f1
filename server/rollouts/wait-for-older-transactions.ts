import type { WaitingCause } from "#core/domain/waiting-cause.ts";
import type { OpenTransaction } from "#core/engines/late-commits.ts";
import type { BackfillRecord } from "#server/backfills/backfill-record.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { readPassage, setLateMark } from "./backfill-pass-repository.ts";
import { describeTransactions } from "./describe-transactions.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

const LOOK_AGAIN_MS = 1_500;

/**
 * A row that was written before its batch passed and is committed after it would be missed. So the first batch waits
 * until all transactions have ended that were open when the backfill began. `null`: none is open any more.
 */
export async function waitForOlderTransactions(
  task: StepTask,
  target: OpenTarget,
  backfill: BackfillRecord,
): Promise<StepOutcome | null> {
  // Batches have run: what was open when they began has ended, and the last verification looks for the rest.
  if (backfill.startedAt) return null;
  const { engine, connection } = target;
  const older = await engine.lateCommits.older(connection, await markOf(task, target, backfill));
  if (older.length > 0) return { is: "waiting", cause: causeOf(task, older) };
  if (isWaitingForThem(task.step.waiting))
    await task.tell("lock.free", "The older transactions have ended: the backfill begins");
  return null;
}

/** After a crash the same mark counts. */
async function markOf(task: StepTask, { engine, connection }: OpenTarget, { id }: BackfillRecord): Promise<string> {
  const { prisma } = task.deps;
  const { lateMark } = await readPassage(prisma, id);
  if (lateMark !== null) return lateMark;
  const mark = await engine.lateCommits.mark(connection);
  await task.lease.write((tx) => setLateMark(tx, id, mark));
  return (await readPassage(prisma, id)).lateMark ?? mark;
}

const isWaitingForThem = (waiting: WaitingCause | null): boolean =>
  waiting?.code === "lock" && waiting.detail?.waitsFor === "older transactions";

function causeOf({ deps, step }: StepTask, older: readonly OpenTransaction[]): WaitingCause {
  const now = deps.now();
  const what = older.length === 1 ? "1 older transaction" : `${older.length} older transactions`;
  return {
    code: "lock",
    message: `${what} must end before the first batch, or rows of it could be missed: ${describeTransactions(older)}`,
    since: isWaitingForThem(step.waiting) && step.waiting ? step.waiting.since : now.toISOString(),
    until: new Date(now.getTime() + LOOK_AGAIN_MS).toISOString(),
    detail: { waitsFor: "older transactions", backends: older.map(({ backend }) => backend) },
  };
}
