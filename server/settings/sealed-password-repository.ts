import type { Prisma, PrismaClient } from "#prisma/client/client.ts";

export interface SealedPassword {
  readonly id: string;
  readonly name: string;
  readonly sealedPassword: string;
}

export async function listSealedPasswords(db: PrismaClient | Prisma.TransactionClient): Promise<SealedPassword[]> {
  const where = { removedAt: null, sealedPassword: { not: null } };
  const rows = await db.database.findMany({
    where,
    select: { id: true, name: true, sealedPassword: true },
    orderBy: { id: "asc" },
  });
  return rows.flatMap(({ sealedPassword, ...row }) => (sealedPassword === null ? [] : [{ ...row, sealedPassword }]));
}

/** `false` when somebody entered another password meanwhile. */
export async function replaceSealedPassword(
  tx: Prisma.TransactionClient,
  before: SealedPassword,
  after: string,
): Promise<boolean> {
  const where = { id: before.id, sealedPassword: before.sealedPassword };
  return (await tx.database.updateMany({ where, data: { sealedPassword: after } })).count === 1;
}
