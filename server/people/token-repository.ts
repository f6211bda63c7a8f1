import type { ApiToken, Prisma, PrismaClient } from "#prisma/client/client.ts";

type Db = PrismaClient | Prisma.TransactionClient;
export type TokenWithUser = Prisma.ApiTokenGetPayload<{ include: { user: true } }>;

const USED_EVERY_MS = 60_000;

export const getToken = (db: Db, tokenHash: string): Promise<TokenWithUser | null> =>
  db.apiToken.findUnique({ where: { tokenHash }, include: { user: true } });

export const getTokenById = (db: Db, id: string): Promise<ApiToken | null> => db.apiToken.findUnique({ where: { id } });

/** Not more often than once a minute: a busy token should not write on each request. */
export async function noteTokenUse(db: Db, id: string, now: Date): Promise<void> {
  const before = new Date(now.getTime() - USED_EVERY_MS);
  const isOld = { OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: before } }] };
  await db.apiToken.updateMany({ where: { id, ...isOld }, data: { lastUsedAt: now } });
}

/** `null`: those of everybody. */
export const listTokenRows = (db: Db, userId: string | null): Promise<ApiToken[]> =>
  db.apiToken.findMany({ where: userId === null ? {} : { userId }, orderBy: { createdAt: "desc" } });

export const insertToken = (
  tx: Prisma.TransactionClient,
  data: Prisma.ApiTokenUncheckedCreateInput,
): Promise<ApiToken> => tx.apiToken.create({ data });

/** Answers whether it was good until now. */
export async function markRevoked(tx: Prisma.TransactionClient, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.apiToken.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } });
  return count === 1;
}

/** Those without a person behind them that bear this name. */
export async function revokeLocalTokens(tx: Prisma.TransactionClient, name: string, now: Date): Promise<number> {
  const where = { userId: null, name, revokedAt: null };
  return (await tx.apiToken.updateMany({ where, data: { revokedAt: now } })).count;
}
