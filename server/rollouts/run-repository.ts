import { DomainError } from "#core/domain/domain-error.ts";
import { RUN_STATES_AT_WORK, type RunState, runStates } from "#core/domain/run-state.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { WaitingCause } from "#core/domain/waiting-cause.ts";
import { Prisma, type PrismaClient } from "#prisma/client/client.ts";
import { fromJson, toJson } from "#server/json-column.ts";
import type { RunRecord, StepRecord } from "./run-record.ts";

export type Db = PrismaClient | Prisma.TransactionClient;

/** A lease lasts this long by the control database's clock; it only saves work. */
export const LEASE_SECONDS = 10;

/** Selected in a transaction, it has the server end a session that says nothing for so long: its process froze. */
export const NO_LONGER_THAN_A_LEASE = Prisma.sql`set_config('idle_in_transaction_session_timeout', ${`${LEASE_SECONDS}s`}, true)`;

type StepRow = Prisma.StepRunGetPayload<{ include: { backfill: { select: { id: true; state: true } } } }>;

export const toStepRecord = (row: StepRow): StepRecord => ({
  id: row.id,
  ordinal: row.ordinal,
  stepId: row.stepId as StepId,
  compiled: fromJson(row.compiled),
  state: row.state,
  attempt: row.attempt,
  startedAt: row.startedAt,
  finishedAt: row.finishedAt,
  waiting: fromJson(row.waiting),
  progress: fromJson(row.progress),
  error: fromJson(row.error),
  evidence: fromJson(row.evidence),
  locks: fromJson(row.locks),
  passedAt: row.passedAt,
  passedByName: row.passedByName,
  gate: fromJson(row.gate),
  override: row.overriddenAt && {
    byName: row.overriddenByName ?? "Somebody",
    at: row.overriddenAt,
    reason: row.overrideReason ?? "",
  },
  backfill: row.backfill,
});

type RunFacts = Omit<RunRecord, "steps">;

/** One query after another: inside a transaction they share one connection. */
export async function findRun(db: Db, runId: string): Promise<RunRecord | null> {
  const [run] = await db.$queryRaw<RunFacts[]>`
    SELECT r.id::text AS id, r."rolloutId"::text AS "rolloutId", m.id::text AS "migrationId", m.title AS "migrationTitle",
           d.id::text AS "databaseId", d.name AS "databaseName", d.engine::text AS dialect, r.state::text AS state,
           r."stateReason", r.generation, r."leaseOwner", r."leaseUntil"
      FROM "Run" r JOIN "Rollout" o ON o.id = r."rolloutId" JOIN "Migration" m ON m.id = o."migrationId"
      JOIN "Database" d ON d.id = r."databaseId" WHERE r.id = ${runId}::uuid`;
  if (!run) return null;
  const steps = await db.stepRun.findMany({
    where: { runId },
    orderBy: { ordinal: "asc" },
    include: { backfill: { select: { id: true, state: true } } },
  });
  return { ...run, steps: steps.map(toStepRecord) };
}

export async function readRunState(db: Db, runId: string): Promise<RunState | null> {
  const row = await db.run.findUnique({ where: { id: runId }, select: { state: true } });
  return row?.state ?? null;
}

export async function findRunOfRollout(db: Db, rolloutId: string): Promise<RunRecord | null> {
  const row = await db.run.findFirst({ where: { rolloutId }, select: { id: true } });
  return row && (await findRun(db, row.id));
}

/** Takes the lease of a run that has work, if nobody has it. */
export async function takeRunLease(db: Db, runId: string, owner: string): Promise<boolean> {
  const taken = await db.$executeRaw`
    UPDATE "Run" SET "leaseOwner" = ${owner}, "heartbeatAt" = clock_timestamp(),
           "leaseUntil" = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
     WHERE id = ${runId}::uuid AND state::text = ANY(${[...RUN_STATES_AT_WORK]})
       AND ("leaseOwner" = ${owner} OR "leaseUntil" < clock_timestamp())`;
  return taken === 1;
}

export async function renewRunLease(db: Db, runId: string, owner: string): Promise<boolean> {
  const renewed = await db.$executeRaw`
    UPDATE "Run" SET "heartbeatAt" = clock_timestamp(), "leaseUntil" = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
     WHERE id = ${runId}::uuid AND "leaseOwner" = ${owner} AND "leaseUntil" > clock_timestamp()`;
  return renewed === 1;
}

export async function releaseRunLease(db: Db, runId: string, owner: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "Run" SET "leaseUntil" = 'epoch'::timestamptz WHERE id = ${runId}::uuid AND "leaseOwner" = ${owner}`;
}

/**
 * Locks the run until the end of the transaction; `false` when the lease is not this owner's any more. A worker that
 * freezes with the lock is cut off when its lease has run out, so that another can take the run.
 */
export async function lockLeasedRun(tx: Prisma.TransactionClient, runId: string, owner: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT ${NO_LONGER_THAN_A_LEASE}
      FROM "Run" WHERE id = ${runId}::uuid AND "leaseOwner" = ${owner} AND "leaseUntil" > clock_timestamp() FOR NO KEY UPDATE`;
  return rows.length === 1;
}

/** Locks the run if no worker has it; for no longer than a lease when this process freezes. */
export async function lockIdleRun(tx: Prisma.TransactionClient, runId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT ${NO_LONGER_THAN_A_LEASE}
      FROM "Run" WHERE id = ${runId}::uuid AND "leaseUntil" < clock_timestamp() FOR NO KEY UPDATE`;
  return rows.length === 1;
}

export interface RunMove {
  readonly to: RunState;
  /** Fewer states than the table allows. */
  readonly from?: readonly RunState[];
  readonly byName: string;
  readonly reason: string | null;
  /** A change of intent raises the generation, so that commands of stale pages are refused. */
  readonly isIntent: boolean;
}

const AT_REST: readonly RunState[] = ["succeeded", "cancelled", "rolled_back"];

/** Compare and set. `false`: the run was in none of the states that `to` may follow. */
export async function moveRun(tx: Prisma.TransactionClient, runId: string, move: RunMove): Promise<boolean> {
  const allowed = runStates.before(move.to);
  const from = allowed.filter((state) => !move.from || move.from.includes(state));
  const { count } = await tx.run.updateMany({
    where: { id: runId, state: { in: from } },
    data: {
      state: move.to,
      stateReason: move.reason,
      stateByName: move.byName,
      ...(move.isIntent ? { generation: { increment: 1 } } : {}),
      ...(move.isIntent || AT_REST.includes(move.to) || move.to === "failed" ? { wakeAt: null, waiting: [] } : {}),
      finishedAt: null,
    },
  });
  if (count === 1 && AT_REST.includes(move.to))
    await tx.$executeRaw`UPDATE "Run" SET "finishedAt" = clock_timestamp() WHERE id = ${runId}::uuid`;
  return count === 1;
}

export async function noteRunStarted(tx: Prisma.TransactionClient, runId: string): Promise<void> {
  await tx.$executeRaw`UPDATE "Run" SET "startedAt" = clock_timestamp() WHERE id = ${runId}::uuid AND "startedAt" IS NULL`;
}

/** What the run waits for, and when a worker should look again. */
export async function setRunWaiting(
  tx: Prisma.TransactionClient,
  runId: string,
  cause: WaitingCause | null,
): Promise<void> {
  await tx.run.update({
    where: { id: runId },
    data: { waiting: cause ? [toJson(cause)] : [], wakeAt: cause?.until ? new Date(cause.until) : null },
  });
}

/** Raises the number that makes the id of the next job. */
export async function raiseRunNudge(db: Db, runId: string): Promise<number> {
  // By the clock that `nudgeIdleRuns` compares with.
  const [row] = await db.$queryRaw<{ nudge: number }[]>`
    UPDATE "Run" SET nudge = nudge + 1, "nudgedAt" = clock_timestamp() WHERE id = ${runId}::uuid RETURNING nudge`;
  if (!row) throw new DomainError("not-found", "There is no such run. Nothing was changed.");
  return row.nudge;
}

/** Runs at work that nobody holds, whose time has come and that were not nudged just now; they are nudged here. */
export async function nudgeIdleRuns(db: Db): Promise<readonly { readonly id: string; readonly nudge: number }[]> {
  return db.$queryRaw<{ id: string; nudge: number }[]>`
    UPDATE "Run" SET nudge = nudge + 1, "nudgedAt" = clock_timestamp()
     WHERE state::text = ANY(${[...RUN_STATES_AT_WORK]}) AND "leaseUntil" < clock_timestamp()
       AND ("wakeAt" IS NULL OR "wakeAt" < clock_timestamp())
       AND ("nudgedAt" IS NULL OR "nudgedAt" < clock_timestamp() - interval '10 seconds')
       -- What waits for a person or for slices is told when that changes.
       AND NOT (state = 'running' AND waiting @> '[{"code":"gate"}]'::jsonb AND "wakeAt" IS NULL)
    RETURNING id::text AS id, nudge`;
}

export interface RunEventDraft {
  readonly byName: string;
  readonly kind: string;
  readonly message: string;
  readonly stepId?: StepId | null;
  readonly severity?: "info" | "warning" | "error";
}

export async function addRunEvent(db: Db, runId: string, event: RunEventDraft): Promise<void> {
  const { byName, kind, message, stepId = null, severity = "info" } = event;
  await db.$executeRaw`
    INSERT INTO "RunEvent" ("runId", at, "byName", kind, message, "stepId", severity)
    VALUES (${runId}::uuid, clock_timestamp(), ${byName}, ${kind}, ${message}, ${stepId}, ${severity})`;
}
