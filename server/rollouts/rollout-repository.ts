import type { Risk } from "#core/domain/approvals/approval-policy.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { RUN_STATES_OPEN } from "#core/domain/run-state.ts";
import type { CompiledStep } from "#core/plan/compiled-step.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { fromJson, toJson } from "#server/json-column.ts";
import { newId } from "#server/new-id.ts";
import type { Db } from "./run-repository.ts";

/** A migration as far as starting it asks. */
export interface PlanToStart {
  readonly migrationId: string;
  readonly title: string;
  readonly revision: number;
  readonly digest: string;
  readonly source: string;
  readonly document: PlanDocument;
}

export async function readPlanToStart(db: Db, migrationId: string): Promise<(PlanToStart & { state: string }) | null> {
  const row = await db.migration.findUnique({ where: { id: migrationId } });
  if (!row) return null;
  const revision = await db.revision.findUnique({
    where: { migrationId_number: { migrationId, number: row.revision } },
  });
  if (!revision) return null;
  const { title, state, digest } = row;
  const { source } = revision;
  return { migrationId, title, state, revision: row.revision, digest, source, document: fromJson(revision.document) };
}

/** Locks the migration against edits and reviews until the end of the transaction. */
export async function lockMigration(tx: Prisma.TransactionClient, migrationId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Migration" WHERE id = ${migrationId}::uuid FOR NO KEY UPDATE`;
}

/** Two that want to begin something on one database take turns. */
export async function lockDatabase(tx: Prisma.TransactionClient, databaseId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Database" WHERE id = ${databaseId}::uuid FOR NO KEY UPDATE`;
}

export interface OtherRun {
  readonly rolloutId: string;
  readonly title: string;
}

/** The run that occupies a database, other than `exceptRunId`. */
export async function openRunOn(db: Db, databaseId: string, exceptRunId?: string): Promise<OtherRun | null> {
  const row = await db.run.findFirst({
    where: { databaseId, state: { in: [...RUN_STATES_OPEN] }, ...(exceptRunId ? { id: { not: exceptRunId } } : {}) },
    select: { rolloutId: true, rollout: { select: { migration: { select: { title: true } } } } },
  });
  return row && { rolloutId: row.rolloutId, title: row.rollout.migration.title };
}

/** Whether this very plan has been carried out on the database and not been undone since. */
export async function succeededRunOf(
  db: Db,
  databaseId: string,
  digest: string,
): Promise<{ readonly rolloutId: string } | null> {
  return db.run.findFirst({
    where: { databaseId, state: "succeeded", rollout: { digest } },
    select: { rolloutId: true },
  });
}

export interface RolloutDraft {
  readonly plan: PlanToStart;
  readonly databaseId: string;
  readonly risk: Risk;
  /** Of the broken glass that lets it start without approval. */
  readonly breakGlassId: string | null;
  readonly steps: readonly CompiledStep[];
  readonly startedBy: { readonly id: string; readonly name: string };
}

export async function createRollout(
  tx: Prisma.TransactionClient,
  draft: RolloutDraft,
): Promise<{ readonly rolloutId: string; readonly runId: string }> {
  const { plan, databaseId, steps, startedBy, risk, breakGlassId } = draft;
  const rolloutId = newId();
  const runId = newId();
  await tx.rollout.create({
    data: {
      id: rolloutId,
      migrationId: plan.migrationId,
      revision: plan.revision,
      digest: plan.digest,
      document: toJson(plan.document),
      startedById: startedBy.id,
      startedByName: startedBy.name,
      risk,
      breakGlassId,
    },
  });
  await tx.run.create({ data: { id: runId, rolloutId, databaseId } });
  await tx.stepRun.createMany({
    data: steps.map((step, ordinal) => ({
      id: newId(),
      runId,
      ordinal,
      stepId: step.id,
      phase: step.phase,
      kind: step.kind,
      title: step.title,
      compiled: toJson(step),
    })),
  });
  return { rolloutId, runId };
}

export async function databaseOfRollout(db: Db, databaseId: string) {
  return db.database.findFirst({
    where: { id: databaseId, removedAt: null },
    select: { id: true, name: true, engine: true, serverId: true, environment: true },
  });
}

/** What the pages and the API show of a rollout. */
const SHOWN = {
  migration: { select: { id: true, name: true, title: true } },
  runs: {
    include: {
      database: {
        select: { id: true, name: true, environment: true, unreachableSince: true, unreachableReason: true },
      },
      steps: { orderBy: { ordinal: "asc" }, include: { backfill: { select: { id: true, state: true } } } },
      backfills: { orderBy: { createdAt: "asc" }, include: { shards: { orderBy: { shardNo: "asc" } } } },
    },
  },
} as const satisfies Prisma.RolloutInclude;

export type RolloutRow = Prisma.RolloutGetPayload<{ include: typeof SHOWN }>;

export async function findRolloutRow(db: Db, id: string): Promise<RolloutRow | null> {
  return db.rollout.findUnique({ where: { id }, include: SHOWN });
}

export interface RolloutFilter {
  readonly state: "open" | "ended" | "all";
  readonly before?: string | undefined;
  readonly limit: number;
  readonly migrationId?: string | undefined;
}

/** Newest first: ids sort by time. */
export async function listRolloutRows(
  db: Db,
  { state, before, limit, migrationId }: RolloutFilter,
): Promise<readonly RolloutRow[]> {
  const open = { in: [...RUN_STATES_OPEN] };
  const where: Prisma.RolloutWhereInput = {
    ...(state === "all" ? {} : { runs: { some: { state: state === "open" ? open : { notIn: open.in } } } }),
    ...(before ? { id: { lt: before } } : {}),
    ...(migrationId ? { migrationId } : {}),
  };
  return db.rollout.findMany({ where, include: SHOWN, orderBy: { id: "desc" }, take: limit });
}

export async function approvalsOf(db: Db, migrationId: string, digest: string, rolloutId: string) {
  return db.reviewDecision.findMany({
    where: { migrationId, digest, decision: "approved", voidedAt: null, OR: [{ rolloutId: null }, { rolloutId }] },
    orderBy: { at: "asc" },
    select: { byName: true, forName: true, at: true, singlePerson: true, stage: true },
  });
}

export async function listEventRows(
  db: Db,
  runId: string,
  { before, limit }: { readonly before?: bigint | undefined; readonly limit: number },
) {
  return db.runEvent.findMany({
    where: { runId, ...(before ? { id: { lt: before } } : {}) },
    orderBy: { id: "desc" },
    take: limit,
  });
}

export async function liveWorkers(
  db: Db,
  since: Date,
): Promise<readonly { readonly name: string; readonly heartbeatAt: Date }[]> {
  return db.workerHeartbeat.findMany({
    where: { heartbeatAt: { gte: since } },
    orderBy: { heartbeatAt: "desc" },
    select: { name: true, heartbeatAt: true },
  });
}

/** A rollout as far as approvals of its stages ask. */
export async function findApprovalHead(db: Db, rolloutId: string) {
  const row = await db.rollout.findUnique({
    where: { id: rolloutId },
    include: {
      migration: { select: { authorId: true } },
      runs: { take: 1, select: { database: { select: { id: true, name: true, environment: true } } } },
    },
  });
  const [run] = row?.runs ?? [];
  if (!row || !run) return null;
  const { migrationId, revision, digest, risk } = row;
  const plan = await db.revision.findUnique({ where: { migrationId_number: { migrationId, number: revision } } });
  if (!plan) return null;
  const authorIds = [row.migration.authorId, plan.authorId];
  return { rolloutId, migrationId, revision, digest, risk, source: plan.source, authorIds, database: run.database };
}
