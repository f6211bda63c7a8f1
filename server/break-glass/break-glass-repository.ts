import type { BreakGlass, Prisma, PrismaClient } from "#prisma/client/client.ts";

type Db = PrismaClient | Prisma.TransactionClient;
export type BreakGlassRow = BreakGlass & {
  readonly migrationTitle: string;
  readonly databaseName: string;
  readonly rolloutId: string | null;
};

const UNDONE = { reviewedAt: null } as const;

/** Newest first: what is asked for, open or without a review; with `all` the rest too. */
export async function listBreakGlassRows(db: Db, { all }: { readonly all: boolean }): Promise<BreakGlassRow[]> {
  const rows = await db.breakGlass.findMany({
    where: all ? {} : UNDONE,
    orderBy: { requestedAt: "desc" },
    take: 100,
  });
  return withNames(db, rows);
}

export async function findBreakGlass(db: Db, id: string): Promise<BreakGlassRow | null> {
  const row = await db.breakGlass.findUnique({ where: { id } });
  return row ? ((await withNames(db, [row]))[0] ?? null) : null;
}

async function withNames(db: Db, rows: readonly BreakGlass[]): Promise<BreakGlassRow[]> {
  const migrations = await db.migration.findMany({
    where: { id: { in: rows.map(({ migrationId }) => migrationId) } },
    select: { id: true, title: true },
  });
  const databases = await db.database.findMany({
    where: { id: { in: rows.map(({ databaseId }) => databaseId) } },
    select: { id: true, name: true },
  });
  const rollouts = await db.rollout.findMany({
    where: { breakGlassId: { in: rows.map(({ id }) => id) } },
    select: { id: true, breakGlassId: true },
    orderBy: { createdAt: "asc" },
  });
  return rows.map((row) => ({
    ...row,
    migrationTitle: migrations.find(({ id }) => id === row.migrationId)?.title ?? "a migration that is gone",
    databaseName: databases.find(({ id }) => id === row.databaseId)?.name ?? "a database that is gone",
    rolloutId: rollouts.find(({ breakGlassId }) => breakGlassId === row.id)?.id ?? null,
  }));
}

/** One at a time, so that nobody asks twice for the same. Ends with the transaction. */
export async function lockBreakGlass(tx: Prisma.TransactionClient): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('sluice.break-glass'))`;
}

export const insertBreakGlass = (tx: Prisma.TransactionClient, data: Prisma.BreakGlassUncheckedCreateInput) =>
  tx.breakGlass.create({ data });

export const updateBreakGlass = (
  tx: Prisma.TransactionClient,
  id: string,
  data: Prisma.BreakGlassUncheckedUpdateInput,
) => tx.breakGlass.update({ where: { id }, data });
