import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillSpec } from "#core/engines/backfill-store.ts";
import type { StepWork } from "#core/plan/compiled-step.ts";
import type { BackfillRecord } from "#server/backfills/backfill-record.ts";
import { createBackfill, findBackfill, moveBackfill } from "#server/backfills/backfill-repository.ts";
import { scheduleSlices } from "#server/backfills/schedule-slices.ts";
import { newId } from "#server/new-id.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { readAdmission } from "#server/throttle/read-admission.ts";
import { finishBackfill } from "./finish-backfill.ts";
import { setRunWaiting } from "./run-repository.ts";
import { shardCount } from "./shard-count.ts";
import { moveStep } from "./step-run-repository.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";
import { waitForOlderTransactions } from "./wait-for-older-transactions.ts";

type BackfillWork = Extract<StepWork, { kind: "backfill" }>;

const STATEMENT_TIMEOUT_MS = 60_000;
const GOING_ON: StepOutcome = { is: "stopped" };

/**
 * The part of a backfill around its slices: lays it out, waits for transactions that are older, sets the slices going,
 * and when all ranges are written sees to rows set aside and to the last verification. Called as often as need be: what
 * is done follows from the rows alone.
 */
export async function executeBackfillStep(task: StepTask, work: BackfillWork): Promise<StepOutcome> {
  await using target = await task.open(STATEMENT_TIMEOUT_MS);
  const { prisma } = task.deps;
  const known = task.step.backfill && (await findBackfill(prisma, task.step.backfill.id));
  const backfill = known ?? (await create(task, target, work));
  if (backfill.state === "succeeded") return await finishBackfill(task, target, backfill);
  const older = await waitForOlderTransactions(task, target, backfill);
  return older ?? (await setGoing(task, target, backfill));
}

async function setGoing(task: StepTask, target: OpenTarget, backfill: BackfillRecord): Promise<StepOutcome> {
  const { deps, run, step } = task;
  await target.engine.backfill.prepare(target.connection, backfill.spec, backfill.layout);
  const isStarted = await task.lease.write(async (tx) => {
    if (!(await moveBackfill(tx, backfill.id, "running"))) return false;
    await moveStep(tx, step.id, "running", { waiting: null });
    await setRunWaiting(tx, run.id, null);
    return true;
  });
  if (isStarted)
    await task.tell("backfill.running", backfill.startedAt ? "The backfill goes on" : startedMessage(backfill));
  await scheduleSlices(deps, backfill.databaseId);
  return GOING_ON;
}

const startedMessage = ({ layout, shards }: BackfillRecord): string => {
  const rows = layout.rowEstimate === null ? "" : `, about ${Math.round(layout.rowEstimate).toLocaleString("en")} rows`;
  const key = layout.key.columns.map((column) => column.name).join(", ");
  return `The backfill walks along ${layout.key.source} (${key})${rows}, in ${shards.length} ${shards.length === 1 ? "range" : "ranges"}`;
};

async function create(task: StepTask, { engine, connection }: OpenTarget, work: BackfillWork): Promise<BackfillRecord> {
  const { run, step, lease } = task;
  const { serverId, readOnly } = await engine.introspector.probe(connection);
  if (readOnly) throw new DomainError("target-changed", "The server only allows reading. Nothing was changed.");
  await engine.ddl.prepareTarget(connection);
  const table = engine.statements.parseTable(work.table);
  const keepOldValues = step.compiled.undo.kind === "restore";
  const { set, where, batchSize, pauseMs } = work;
  const [runId, databaseId, quiet] = [newId(), run.databaseId, work.triggers === "quiet"];
  const spec: BackfillSpec = { runId, databaseId, serverId, table, set, where, keepOldValues, quiet };
  const detail = await engine.introspector.table(connection, table);
  const { slices } = await readAdmission(task.deps.prisma, run.databaseId);
  const shards = shardCount(detail?.rowEstimate ?? null, slices);
  const layout = await engine.backfill.layout(connection, spec, { shards });
  const statement = engine.backfill.statement(spec, layout);
  await lease.write((tx) =>
    createBackfill(tx, { runId: run.id, stepRunId: step.id, spec, layout, statement, batchSize, pauseMs }),
  );
  return await read(task, spec.runId);
}

async function read({ deps }: StepTask, id: string): Promise<BackfillRecord> {
  const backfill = await findBackfill(deps.prisma, id);
  if (backfill) return backfill;
  throw new DomainError("internal", "A backfill that was just written is not there.");
}
