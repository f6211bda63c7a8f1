import type { Delegation, Prisma, PrismaClient } from "#prisma/client/client.ts";

type Db = PrismaClient | Prisma.TransactionClient;
export type DelegationRow = Delegation;

export const listDelegationRows = (db: Db): Promise<Delegation[]> =>
  db.delegation.findMany({ orderBy: { at: "desc" }, take: 200 });

export const insertDelegation = (
  tx: Prisma.TransactionClient,
  data: Prisma.DelegationUncheckedCreateInput,
): Promise<Delegation> => tx.delegation.create({ data });

export const findDelegation = (db: Db, id: string): Promise<Delegation | null> =>
  db.delegation.findUnique({ where: { id } });

/** `false`: it was over before. */
export async function markRevoked(tx: Prisma.TransactionClient, id: string, now: Date): Promise<boolean> {
  const where = { id, revokedAt: null, until: { gt: now } };
  return (await tx.delegation.updateMany({ where, data: { revokedAt: now } })).count === 1;
}
