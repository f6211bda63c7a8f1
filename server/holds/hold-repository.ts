import type { Hold as HoldRow, Prisma } from "#prisma/client/client.ts";
import type { Db } from "#server/rollouts/run-repository.ts";

export type { HoldRow };

export const listOpenHolds = (db: Db): Promise<HoldRow[]> =>
  db.hold.findMany({ where: { liftedAt: null }, orderBy: { at: "desc" } });

/** One at a time, so that the same thing is not held twice. Ends with the transaction. */
export async function lockHolds(tx: Prisma.TransactionClient): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('sluice.holds'))`;
}

export type HeldScope = Pick<HoldRow, "scope" | "environment" | "databaseId">;

export const findOpenHold = (db: Db, { scope, environment, databaseId }: HeldScope): Promise<HoldRow | null> =>
  db.hold.findFirst({ where: { liftedAt: null, scope, environment, databaseId } });

export const insertHold = (tx: Prisma.TransactionClient, data: Prisma.HoldUncheckedCreateInput): Promise<HoldRow> =>
  tx.hold.create({ data });

/** `null`: there is none, or it was lifted before. */
export async function markLifted(
  tx: Prisma.TransactionClient,
  id: string,
  byName: string,
  now: Date,
): Promise<HoldRow | null> {
  const { count } = await tx.hold.updateMany({
    where: { id, liftedAt: null },
    data: { liftedAt: now, liftedByName: byName },
  });
  return count === 1 ? tx.hold.findUnique({ where: { id } }) : null;
}

export async function databaseNames(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.database.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
