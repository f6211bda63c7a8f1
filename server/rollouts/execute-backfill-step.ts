import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillSpec } from "#core/engines/backfill-store.ts";
import type { StepWork } from "#core/plan/compiled-step.ts";
import type { BackfillRecord } from "#server/backfills/backfill-record.ts";
import { addSweep, createBackfill, findBackfill, moveBackfill } from "#server/backfills/backfill-repository.ts";
import { enqueueSlices } from "#server/backfills/enqueue-slices.ts";
import { newId } from "#server/new-id.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { durationWords } from "./duration-words.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

type BackfillWork = Extract<StepWork, { kind: "backfill" }>;

/** Rows that committed late are swept up at most this often; more means that something goes on writing them. */
const MOST_SWEEPS = 3;
const COUNT_TIMEOUT_MS = 30 * 60_000;
const GOING_ON: StepOutcome = { is: "stopped" };

/** Prepares a backfill and sets its slices going; called again when they are done, and proves that nothing is left. */
export async function executeBackfillStep(task: StepTask, work: BackfillWork): Promise<StepOutcome> {
  await using target = await task.open(COUNT_TIMEOUT_MS);
  const { prisma } = task.deps;
  const known = task.step.backfill && (await findBackfill(prisma, task.step.backfill.id));
  const backfill = known ?? (await create(task, target, work));
  if (backfill.state === "succeeded") return await finish(task, target, backfill);

  await target.engine.backfill.prepare(target.connection, backfill.spec, backfill.layout);
  const isStarted = await task.lease.write((tx) => moveBackfill(tx, backfill.id, "running"));
  if (isStarted) await task.tell("backfill.running", known ? "The backfill goes on" : startedMessage(backfill));
  await enqueueSlices(task.deps, backfill.id);
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
  const spec: BackfillSpec = {
    runId: newId(),
    databaseId: run.databaseId,
    serverId,
    table,
    set: work.set,
    where: work.where,
  };
  const layout = await engine.backfill.layout(connection, spec);
  const statement = engine.backfill.statement(spec, layout);
  const { batchSize, pauseMs } = work;
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

/** A row that committed after its place was passed is found here, and by nothing else. */
async function finish(task: StepTask, target: OpenTarget, backfill: BackfillRecord): Promise<StepOutcome> {
  await task.note({ progress: { message: "Counting rows that are left", fraction: null } });
  const left = await target.engine.backfill.countRemaining(target.connection, backfill.spec, backfill.layout);
  if (left === 0) return { is: "succeeded", message: figures(backfill) };
  const rows = `${left.toLocaleString("en")} ${left === 1 ? "row" : "rows"}`;
  const sweeps = sweepsOf(backfill);
  if (sweeps < MOST_SWEEPS) return await sweep(task, target, backfill, rows);
  const message = `After ${sweeps} more passes ${rows} still differ from what the backfill writes.`;
  const fix =
    "Something goes on writing old values: see that the dual writes (sync) are in place and every old release has stopped, then resume.";
  return { is: "failed", error: { code: "rows-left", message, fix } };
}

const sweepsOf = ({ shards, layout }: BackfillRecord): number =>
  Math.round(shards.length / Math.max(1, layout.shards.length)) - 1;

async function sweep(
  task: StepTask,
  { engine, connection }: OpenTarget,
  backfill: BackfillRecord,
  rows: string,
): Promise<StepOutcome> {
  const spec = { ...backfill.spec, runId: newId() };
  const fresh = await engine.backfill.layout(connection, spec);
  const first = Math.max(...backfill.shards.map((shard) => shard.shardNo)) + 1;
  const layout = { ...fresh, shards: fresh.shards.map((shard) => ({ ...shard, shardNo: first + shard.shardNo })) };
  await engine.backfill.prepare(connection, spec, layout);
  await task.lease.write((tx) => addSweep(tx, backfill.id, { spec, layout }));
  await task.tell("backfill.swept", `${rows} came late: the backfill passes over the table once more`, "warning");
  await enqueueSlices(task.deps, backfill.id);
  return GOING_ON;
}

function figures({ shards, startedAt, finishedAt }: BackfillRecord): string {
  const changed = shards.reduce((sum, shard) => sum + shard.rowsChanged, 0);
  const scanned = shards.reduce((sum, shard) => sum + shard.rowsScanned, 0);
  const seconds = startedAt && finishedAt ? (finishedAt.getTime() - startedAt.getTime()) / 1000 : null;
  const time = seconds === null ? "" : ` in ${durationWords(seconds)}`;
  return `${changed.toLocaleString("en")} of ${scanned.toLocaleString("en")} rows changed${time}; no row is left`;
}
