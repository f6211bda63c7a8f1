import type { Evidence } from "#contracts/rollout.ts";
import type { BackfillRecord } from "#server/backfills/backfill-record.ts";
import { addSweep, startFinalVerification } from "#server/backfills/backfill-repository.ts";
import { scheduleSlices } from "#server/backfills/schedule-slices.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { readAdmission } from "#server/throttle/read-admission.ts";
import { backfillEvidence, backfillFigures, backfillSummary } from "./backfill-evidence.ts";
import { countPass, forgetPasses, readPassage } from "./backfill-pass-repository.ts";
import { mayPassAgain } from "./may-pass-again.ts";
import { setRunWaiting } from "./run-repository.ts";
import { settleSetAside } from "./settle-set-aside.ts";
import { shardCount } from "./shard-count.ts";
import { moveStep } from "./step-run-repository.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

/** Rows that differ at the end are written by another pass at most this often; more means that something goes on writing them. */
const MOST_MORE_PASSES = 3;
const GOING_ON: StepOutcome = { is: "stopped" };
const LAST_ROUND = 2;

/**
 * All ranges are written and were verified one by one. Rows set aside come first, then the whole table is compared once
 * more, and only when no row differs the step is done.
 */
export async function finishBackfill(
  task: StepTask,
  target: OpenTarget,
  backfill: BackfillRecord,
): Promise<StepOutcome> {
  const settled = await settleSetAside(task, target, backfill);
  if ("is" in settled) return settled;
  const isTriedAgain = task.step.state === "failed";
  if (backfill.round !== LAST_ROUND || isTriedAgain) return await compareAll(task, backfill, isTriedAgain);
  const { differing } = backfillFigures(backfill);
  const evidence = backfillEvidence(backfill, settled, task.deps.now());
  if (differing === 0) return { is: "succeeded", message: backfillSummary(backfill, settled.groups), evidence };
  const left = { evidence, differing, keys: evidence.sampleKeys.slice(0, 3).join(", ") };
  if (!(await mayPassAgain(target.engine, backfill))) return failed(left, NOT_REPEATABLE);
  const { passes } = await readPassage(task.deps.prisma, backfill.id);
  return passes > MOST_MORE_PASSES ? failed(left, STILL_WRITTEN) : await passAgain(task, target, backfill, differing);
}

const NOT_REPEATABLE = {
  why: "A column is set from its own value, so the rows were not written again: that could change some of them twice",
  fix: "Give the backfill a filter (where) that holds only for rows that are not written yet, in a new revision of the plan; or mend these rows, then resume.",
};
const STILL_WRITTEN = {
  why: `That is after ${MOST_MORE_PASSES} more passes`,
  fix: "Something goes on writing old values: see that the dual writes (sync) are in place and every old release has stopped, then resume.",
};

function failed(
  { evidence, differing, keys }: { readonly evidence: Evidence; readonly differing: number; readonly keys: string },
  { why, fix }: typeof NOT_REPEATABLE,
): StepOutcome {
  const message = `${rowsText(differing)} ${differing === 1 ? "differs" : "differ"} from what the backfill writes, such as ${keys}. ${why}.`;
  return { is: "failed", evidence, error: { code: "rows-left", message, fix } };
}

const rowsText = (rows: number): string => `${rows.toLocaleString("en")} ${rows === 1 ? "row" : "rows"}`;

/** The gate before the next phase. After a failure passes count anew: a person has looked at the cause. */
async function compareAll(
  task: StepTask,
  { id, databaseId }: BackfillRecord,
  isTriedAgain: boolean,
): Promise<StepOutcome> {
  await task.lease.write(async (tx) => {
    if (isTriedAgain) await forgetPasses(tx, id);
    await startFinalVerification(tx, id);
    await goOn(tx, task);
  });
  await task.tell("backfill.verifying", "All ranges are written: comparing every row once more");
  await scheduleSlices(task.deps, databaseId);
  return GOING_ON;
}

/** What the step waited for before is over. */
async function goOn(
  tx: Parameters<Parameters<StepTask["lease"]["write"]>[0]>[0],
  { run, step }: StepTask,
): Promise<void> {
  await moveStep(tx, step.id, "running", { waiting: null, progress: null });
  await setRunWaiting(tx, run.id, null);
}

/**
 * The same backfill walks over the table once more, in new ranges: old values that were kept and rows that were waived
 * stay what they are. The target first: ranges that only it knows are taken up by the next try.
 */
async function passAgain(
  task: StepTask,
  { engine, connection }: OpenTarget,
  backfill: BackfillRecord,
  differing: number,
): Promise<StepOutcome> {
  const { spec, databaseId } = backfill;
  const { slices } = await readAdmission(task.deps.prisma, databaseId);
  const fresh = await engine.backfill.layout(connection, spec, { shards: shardCount(backfill.rowEstimate, slices) });
  const first = Math.max(...backfill.shards.map((shard) => shard.shardNo)) + 1;
  const shards = fresh.shards.map((shard) => ({ ...shard, shardNo: first + shard.shardNo }));
  const made = await engine.backfill.prepare(connection, spec, { ...fresh, shards });
  const layout = {
    ...fresh,
    shards: made
      .filter(({ shardNo }) => shardNo >= first)
      .map(({ shardNo, lo, hi }) => {
        const rowEstimate = shards.find((shard) => shard.shardNo === shardNo)?.rowEstimate ?? null;
        return { shardNo, lo, hi, rowEstimate };
      }),
  };
  await task.lease.write(async (tx) => {
    if (!(await addSweep(tx, backfill.id, { spec, layout }))) return;
    await countPass(tx, backfill.id);
    await goOn(tx, task);
  });
  const message = `${rowsText(differing)} came late: the backfill passes over the table once more`;
  await task.tell("backfill.swept", message, "warning");
  await scheduleSlices(task.deps, databaseId);
  return GOING_ON;
}
