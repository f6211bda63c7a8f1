import type { ChangeRequest, Prisma, PrismaClient } from "#prisma/client/client.ts";

type Db = PrismaClient | Prisma.TransactionClient;
export type ChangeRequestRow = ChangeRequest;

/** Those of the current revision that nobody resolved: a new revision leaves the others behind. */
export const listOpenRequests = (db: Db, migrationId: string, revision: number): Promise<ChangeRequest[]> =>
  db.changeRequest.findMany({ where: { migrationId, revision, resolvedAt: null }, orderBy: { at: "asc" } });

export const findRequest = (db: Db, migrationId: string, id: string): Promise<ChangeRequest | null> =>
  db.changeRequest.findFirst({ where: { id, migrationId } });

export const insertRequest = (
  tx: Prisma.TransactionClient,
  data: Prisma.ChangeRequestUncheckedCreateInput,
): Promise<ChangeRequest> => tx.changeRequest.create({ data });

/** `false`: it was resolved before. */
export async function markResolved(
  tx: Prisma.TransactionClient,
  id: string,
  how: { readonly resolvedAt: Date; readonly resolvedByName: string; readonly resolution: string },
): Promise<boolean> {
  return (await tx.changeRequest.updateMany({ where: { id, resolvedAt: null }, data: how })).count === 1;
}
