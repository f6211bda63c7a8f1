import type { Installation, Prisma, PrismaClient } from "#prisma/client/client.ts";

type Db = PrismaClient | Prisma.TransactionClient;
const ONLY = { id: 1 };

export const getInstallation = (db: Db): Promise<Installation> => db.installation.findUniqueOrThrow({ where: ONLY });

/** Leaves an installation that is there as it is. */
export async function insertInstallation(db: Db, singlePersonMode: boolean): Promise<void> {
  await db.installation.createMany({ data: [{ ...ONLY, singlePersonMode }], skipDuplicates: true });
}

export async function setSetupToken(db: Db, hash: string, expiresAt: Date): Promise<void> {
  await db.installation.update({ where: ONLY, data: { setupTokenHash: hash, setupTokenExpiresAt: expiresAt } });
}

/** Uses up the one-time link; of two at once one gets `true`. */
export async function takeSetupToken(tx: Prisma.TransactionClient, hash: string, now: Date): Promise<boolean> {
  const where = { ...ONLY, setupTokenHash: hash, setupTokenExpiresAt: { gt: now } };
  const { count } = await tx.installation.updateMany({
    where,
    data: { setupTokenHash: null, setupTokenExpiresAt: null },
  });
  return count === 1;
}

/** Answers whether it was on. */
export async function leaveSinglePersonMode(tx: Prisma.TransactionClient): Promise<boolean> {
  const { count } = await tx.installation.updateMany({
    where: { ...ONLY, singlePersonMode: true },
    data: { singlePersonMode: false },
  });
  return count === 1;
}

export async function setApprovalDays(tx: Prisma.TransactionClient, approvalDays: number): Promise<void> {
  await tx.installation.update({ where: ONLY, data: { approvalDays } });
}
