import type { Invite, Prisma, PrismaClient } from "#prisma/client/client.ts";

type Db = PrismaClient | Prisma.TransactionClient;

export const listInviteRows = (db: Db): Promise<Invite[]> =>
  db.invite.findMany({ orderBy: { createdAt: "desc" }, take: 200 });

export const getInviteByHash = (db: Db, tokenHash: string): Promise<Invite | null> =>
  db.invite.findUnique({ where: { tokenHash } });

export const insertInvite = (tx: Prisma.TransactionClient, data: Prisma.InviteUncheckedCreateInput): Promise<Invite> =>
  tx.invite.create({ data });

/** Of two who accept at once, or of one who accepts while it is revoked, one gets `true`. */
export async function takeInvite(tx: Prisma.TransactionClient, id: string, now: Date): Promise<boolean> {
  const where = { id, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } };
  return (await tx.invite.updateMany({ where, data: { acceptedAt: now } })).count === 1;
}

/** The invitation that was made unusable; `null` where it was already. */
export async function takeBackInvite(tx: Prisma.TransactionClient, id: string, now: Date): Promise<Invite | null> {
  const { count } = await tx.invite.updateMany({
    where: { id, acceptedAt: null, revokedAt: null },
    data: { revokedAt: now },
  });
  return count === 1 ? tx.invite.findUnique({ where: { id } }) : null;
}

/** A newer invitation to the same address replaces the former. */
export async function revokeOpenInvites(tx: Prisma.TransactionClient, email: string, now: Date): Promise<void> {
  await tx.invite.updateMany({ where: { email, acceptedAt: null, revokedAt: null }, data: { revokedAt: now } });
}
