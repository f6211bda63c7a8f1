import type { Prisma } from "#prisma/client/client.ts";
import type { Db } from "./run-repository.ts";

export interface BackfillPassage {
  /** No batch before all transactions have ended that are older. `null`: not marked yet. */
  readonly lateMark: string | null;
  /** How often the table was walked over, from 1. */
  readonly passes: number;
}

export async function readPassage(db: Db, id: string): Promise<BackfillPassage> {
  return db.backfill.findUniqueOrThrow({ where: { id }, select: { lateMark: true, passes: true } });
}

/** The first mark stays: a later one would wait for transactions that do not matter. */
export async function setLateMark(tx: Prisma.TransactionClient, id: string, lateMark: string): Promise<void> {
  await tx.backfill.updateMany({ where: { id, lateMark: null }, data: { lateMark } });
}

export async function countPass(tx: Prisma.TransactionClient, id: string): Promise<void> {
  await tx.backfill.update({ where: { id }, data: { passes: { increment: 1 } } });
}

export async function forgetPasses(tx: Prisma.TransactionClient, id: string): Promise<void> {
  await tx.backfill.update({ where: { id }, data: { passes: 1 } });
}
