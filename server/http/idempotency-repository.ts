import { Prisma, type PrismaClient } from "#prisma/client/client.ts";

export interface KeptAnswer {
  readonly operation: string;
  readonly bodyHash: string;
  readonly createdAt: Date;
  /** `null` while the first request is under way. */
  readonly status: number | null;
  readonly sealed: string | null;
}

const KEPT_MS = 24 * 60 * 60 * 1000;

/** Takes the key and answers `null`, or answers what was done under it. */
export async function beginOnce(
  prisma: PrismaClient,
  begun: { readonly key: string; readonly actorId: string; readonly operation: string; readonly bodyHash: string },
  now: Date,
): Promise<KeptAnswer | null> {
  await prisma.idempotencyKey.deleteMany({ where: { createdAt: { lt: new Date(now.getTime() - KEPT_MS) } } });
  try {
    await prisma.idempotencyKey.create({ data: { ...begun, createdAt: now } });
    return null;
  } catch (error) {
    const isTaken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
    if (!isTaken) throw error;
  }
  const where = { actorId_key: { actorId: begun.actorId, key: begun.key } };
  const row = await prisma.idempotencyKey.findUnique({ where });
  // Given back between the two statements: try to take it again.
  if (!row) return beginOnce(prisma, begun, now);
  return { ...row, sealed: typeof row.response === "string" ? row.response : null };
}

export async function endOnce(
  prisma: PrismaClient,
  actorId: string,
  key: string,
  answer: { readonly status: number; readonly sealed: string },
): Promise<void> {
  const where = { actorId_key: { actorId, key } };
  await prisma.idempotencyKey.update({ where, data: { status: answer.status, response: answer.sealed } });
}

export async function forgetOnce(prisma: PrismaClient, actorId: string, key: string): Promise<void> {
  await prisma.idempotencyKey.deleteMany({ where: { actorId, key } });
}
