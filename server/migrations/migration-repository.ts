import { DomainError } from "#core/domain/domain-error.ts";
import { type MigrationState, migrationStates } from "#core/domain/migration-state.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { Prisma, type PrismaClient } from "#prisma/client/client.ts";
import { toJson } from "#server/json-column.ts";
import { newId } from "#server/new-id.ts";

type Db = PrismaClient | Prisma.TransactionClient;

const ROLLOUTS = {
  orderBy: { createdAt: "desc" },
  include: { runs: { include: { database: { select: { name: true } } }, orderBy: { createdAt: "asc" } } },
} as const satisfies Prisma.Migration$rolloutsArgs;

const SUMMARY = { rollouts: ROLLOUTS } as const satisfies Prisma.MigrationInclude;
const WHOLE = {
  revisions: {
    orderBy: { number: "desc" },
    select: { number: true, digest: true, authorId: true, authorName: true, createdAt: true },
  },
  decisions: { orderBy: { at: "desc" } },
  comments: { orderBy: { at: "asc" } },
  requests: { orderBy: { at: "asc" } },
  rollouts: ROLLOUTS,
} as const satisfies Prisma.MigrationInclude;

export type MigrationSummaryRow = Prisma.MigrationGetPayload<{ include: typeof SUMMARY }>;
export type MigrationRow = Prisma.MigrationGetPayload<{ include: typeof WHOLE }>;
export type RevisionRow = Prisma.RevisionGetPayload<Record<string, never>>;
export type DecisionRow = Prisma.ReviewDecisionGetPayload<Record<string, never>>;
export type CommentRow = Prisma.CommentGetPayload<Record<string, never>>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const notFound = () => new DomainError("not-found", "There is no such migration. Look at the list of migrations.");

/** By id or by name. @throws DomainError `not-found`. */
export async function getMigrationRow(db: Db, idOrName: string): Promise<MigrationRow> {
  const where = UUID.test(idOrName) ? { id: idOrName } : { name: idOrName };
  const row = await db.migration.findUnique({ where, include: WHOLE });
  if (!row) throw notFound();
  return row;
}

export const listMigrationRows = (db: Db): Promise<MigrationSummaryRow[]> =>
  db.migration.findMany({ include: SUMMARY, orderBy: [{ updatedAt: "desc" }, { id: "desc" }] });

/** Plans in review, and approved ones of which an approval may have lapsed. */
export const listToDecide = (db: Db): Promise<MigrationRow[]> =>
  db.migration.findMany({
    where: { OR: [{ state: "in_review" }, { state: "approved", rollouts: { none: {} } }] },
    include: WHOLE,
    orderBy: { updatedAt: "asc" },
  });

export const listLastDecisions = (db: Db, take: number) =>
  db.reviewDecision.findMany({ include: { migration: { select: { title: true } } }, orderBy: { at: "desc" }, take });

/** @throws DomainError `not-found`. */
export async function getRevisionRow(db: Db, migrationId: string, number: number): Promise<RevisionRow> {
  const row = await db.revision.findUnique({ where: { migrationId_number: { migrationId, number } } });
  if (!row) throw new DomainError("not-found", `This migration has no revision ${number}.`);
  return row;
}

export interface NewRevision {
  readonly document: PlanDocument;
  readonly source: string;
  readonly digest: string;
  readonly authorId: string | null;
  readonly authorName: string;
}

const headOf = ({ document, digest }: NewRevision) => ({
  name: document.name,
  title: document.title,
  description: document.description ?? null,
  engine: document.engine,
  digest,
});

async function insertRevision(
  tx: Prisma.TransactionClient,
  migrationId: string,
  number: number,
  revision: NewRevision,
): Promise<void> {
  const { source, digest, authorId, authorName, document } = revision;
  await tx.revision.create({
    data: { id: newId(), migrationId, number, source, digest, authorId, authorName, document: toJson(document) },
  });
}

/** @throws DomainError `conflict`: the name is taken. */
export async function insertMigration(tx: Prisma.TransactionClient, revision: NewRevision): Promise<string> {
  const id = newId();
  const { authorId, authorName } = revision;
  await refusingTakenName(revision.document.name, () =>
    tx.migration.create({ data: { id, ...headOf(revision), revision: 1, authorId, authorName } }),
  );
  await insertRevision(tx, id, 1, revision);
  return id;
}

/**
 * Adds a revision on top of the one that the author had seen; the migration is a draft again and decisions on it are void.
 * `false`: somebody saved meanwhile.
 */
export async function addRevision(
  tx: Prisma.TransactionClient,
  base: { readonly id: string; readonly revision: number; readonly digest: string },
  revision: NewRevision,
  now: Date,
): Promise<boolean> {
  const number = base.revision + 1;
  const { count } = await refusingTakenName(revision.document.name, () =>
    tx.migration.updateMany({
      where: { id: base.id, revision: base.revision, digest: base.digest },
      data: { ...headOf(revision), revision: number, state: "draft" },
    }),
  );
  if (count === 0) return false;
  await insertRevision(tx, base.id, number, revision);
  await voidDecisions(tx, base.id, now, "The plan was edited");
  return true;
}

/** Decisions on the plan itself. What was approved for a rollout that runs is that rollout's. */
export async function voidDecisions(
  tx: Prisma.TransactionClient,
  migrationId: string,
  now: Date,
  voidReason: string,
): Promise<void> {
  await tx.reviewDecision.updateMany({
    where: { migrationId, voidedAt: null, rolloutId: null },
    data: { voidedAt: now, voidReason },
  });
}

/** Plans that are in review, or approved. */
export const listUndecided = (db: Db): Promise<MigrationRow[]> =>
  db.migration.findMany({ where: { state: { in: ["in_review", "approved"] } }, include: WHOLE });

/** Makes approvals void and their plan open again. */
export async function voidApprovals(
  tx: Prisma.TransactionClient,
  { id }: Pick<MigrationRow, "id">,
  approvalIds: readonly string[],
  { at, reason }: { readonly at: Date; readonly reason: string },
): Promise<void> {
  await tx.reviewDecision.updateMany({
    where: { id: { in: [...approvalIds] }, voidedAt: null },
    data: { voidedAt: at, voidReason: reason },
  });
  await tx.migration.updateMany({ where: { id, state: "approved" }, data: { state: "in_review" } });
}

/** Puts the revision up for review, also one that is in review for other databases or whose approvals lapsed. */
export async function resubmitMigration(
  tx: Prisma.TransactionClient,
  { id, revision, digest, state }: Pick<MigrationRow, "id" | "revision" | "digest" | "state">,
): Promise<boolean> {
  if (state !== "in_review" && !migrationStates.can(state, "in_review")) return false;
  const where = { id, revision, digest, state };
  return (await tx.migration.updateMany({ where, data: { state: "in_review" } })).count === 1;
}

/** Compare and set over state, revision and digest; of two at once one gets `true`. */
export async function moveMigration(
  tx: Prisma.TransactionClient,
  at: {
    readonly id: string;
    readonly revision: number;
    readonly digest: string;
    readonly from: readonly MigrationState[];
  },
  to: MigrationState,
): Promise<boolean> {
  const from = at.from.filter((state) => migrationStates.can(state, to));
  const where = { id: at.id, revision: at.revision, digest: at.digest, state: { in: from } };
  return (await tx.migration.updateMany({ where, data: { state: to } })).count === 1;
}

export const insertDecision = (
  tx: Prisma.TransactionClient,
  data: Omit<Prisma.ReviewDecisionUncheckedCreateInput, "id">,
) => tx.reviewDecision.create({ data: { id: newId(), ...data } });

export const insertComment = (tx: Prisma.TransactionClient, data: Omit<Prisma.CommentUncheckedCreateInput, "id">) =>
  tx.comment.create({ data: { id: newId(), ...data } });

async function refusingTakenName<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== "P2002") throw error;
    throw new DomainError(
      "conflict",
      `A migration named ${name} exists already. Nothing was saved. Give the plan another \`name\`.`,
      { cause: error },
    );
  }
}
