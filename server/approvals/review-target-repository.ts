import { isDeepStrictEqual } from "node:util";
import type { PlanError } from "#core/domain/approvals/plan-error.ts";
import type { PlanRisk } from "#core/domain/approvals/plan-risk.ts";
import type { Dialect } from "#core/domain/dialect.ts";
import type { Prisma, PrismaClient } from "#prisma/client/client.ts";
import { fromJson, toJson } from "#server/json-column.ts";

type Db = PrismaClient | Prisma.TransactionClient;

const WITH_DATABASE = {
  database: { select: { id: true, name: true, environment: true, removedAt: true } },
} as const satisfies Prisma.ReviewTargetInclude;
export type ReviewTargetRow = Prisma.ReviewTargetGetPayload<{ include: typeof WITH_DATABASE }>;

/** A database as far as approvals name it. */
export interface NamedDatabase {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
}

const NAMED = { id: true, name: true, environment: true } as const;

/** The databases that a migration was submitted for and that are still registered, by name. */
export async function listReviewTargets(db: Db, migrationId: string): Promise<readonly ReviewTargetRow[]> {
  const rows = await db.reviewTarget.findMany({ where: { migrationId }, include: WITH_DATABASE });
  return rows
    .filter(({ database }) => database.removedAt === null)
    .toSorted((a, b) => (a.database.name < b.database.name ? -1 : 1));
}

export const findNamedDatabases = (db: Db, ids: readonly string[]): Promise<NamedDatabase[]> =>
  db.database.findMany({ where: { id: { in: [...ids] }, removedAt: null }, select: NAMED, orderBy: { name: "asc" } });

/** Databases of the engine. */
export const findFittingDatabases = (db: Db, engine: Dialect): Promise<NamedDatabase[]> =>
  db.database.findMany({ where: { engine, removedAt: null }, select: NAMED, orderBy: { name: "asc" } });

/** What was read of a database for a plan, as it is kept. */
export interface ReviewTargetFacts extends PlanRisk {
  readonly databaseId: string;
  readonly errors: readonly PlanError[];
  readonly fingerprint: string | null;
}

/** Names the databases anew. */
export async function replaceReviewTargets(
  tx: Prisma.TransactionClient,
  migrationId: string,
  targets: readonly ReviewTargetFacts[],
  readAt: Date,
): Promise<void> {
  await tx.reviewTarget.deleteMany({ where: { migrationId } });
  await tx.reviewTarget.createMany({
    data: targets.map(({ databaseId, risk, reasons, errors, fingerprint }) => ({
      migrationId,
      databaseId,
      risk,
      riskReasons: toJson(reasons),
      errorFindings: toJson(errors),
      fingerprint,
      readAt,
    })),
  });
}

/** Keeps what was last read; the list of databases stays. Answers whether anything is another than before. */
export async function noteReviewTarget(
  db: Db,
  migrationId: string,
  { databaseId, risk, reasons, errors, fingerprint }: ReviewTargetFacts,
  readAt: Date,
): Promise<boolean> {
  const before = await db.reviewTarget.findUnique({ where: { migrationId_databaseId: { migrationId, databaseId } } });
  if (!before) return false;
  await db.reviewTarget.updateMany({
    where: { migrationId, databaseId },
    data: { risk, riskReasons: toJson(reasons), errorFindings: toJson(errors), fingerprint, readAt },
  });
  const isOther = !isDeepStrictEqual(fromJson<readonly PlanError[]>(before.errorFindings), errors);
  return before.risk !== risk || isOther || before.fingerprint !== fingerprint;
}
