import { DomainError } from "#core/domain/domain-error.ts";
import { RUN_STATES_OPEN } from "#core/domain/run-state.ts";
import type { Database, Prisma, PrismaClient } from "#prisma/client/client.ts";

type Db = PrismaClient | Prisma.TransactionClient;

const OPEN_RUNS = {
  _count: { select: { runs: { where: { state: { in: [...RUN_STATES_OPEN] } } } } },
} as const satisfies Prisma.DatabaseInclude;
export type DatabaseRow = Prisma.DatabaseGetPayload<{ include: typeof OPEN_RUNS }>;

const notFound = () =>
  new DomainError("not-found", "There is no such database, or it was removed. Look at the list of databases.");

/** @throws DomainError `not-found`, also for a removed one. */
export async function getDatabaseRow(db: Db, id: string): Promise<DatabaseRow> {
  const row = await db.database.findFirst({ where: { id, removedAt: null }, include: OPEN_RUNS });
  if (!row) throw notFound();
  return row;
}

export const listDatabaseRows = (db: Db): Promise<DatabaseRow[]> =>
  db.database.findMany({ where: { removedAt: null }, include: OPEN_RUNS, orderBy: [{ name: "asc" }, { id: "asc" }] });

/** Those whose last look is older than this. */
export const listUnchecked = (db: Db, before: Date): Promise<DatabaseRow[]> =>
  db.database.findMany({
    where: { removedAt: null, OR: [{ checkedAt: null }, { checkedAt: { lt: before } }] },
    include: OPEN_RUNS,
    orderBy: { checkedAt: "asc" },
  });

/** One registration or change at a time, so that what it looks for cannot appear meanwhile. Ends with the transaction. */
export async function lockRegistry(tx: Prisma.TransactionClient): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('sluice.databases'))`;
}

/** A registered one that bears this name or is the same database on the same server. */
export async function findTwin(
  db: Db,
  twin: {
    readonly name?: string | undefined;
    readonly serverId?: string | undefined;
    readonly not?: string | undefined;
  },
): Promise<{ readonly name: string; readonly isSameName: boolean } | null> {
  const { name, serverId, not } = twin;
  const either: Prisma.DatabaseWhereInput[] = [];
  if (name !== undefined) either.push({ name: { equals: name, mode: "insensitive" } });
  if (serverId !== undefined) either.push({ serverId });
  if (either.length === 0) return null;
  const found = await db.database.findFirst({
    where: { removedAt: null, OR: either, ...(not === undefined ? {} : { NOT: { id: not } }) },
  });
  return found && { name: found.name, isSameName: found.name.toLowerCase() === name?.toLowerCase() };
}

export const insertDatabase = (
  tx: Prisma.TransactionClient,
  data: Prisma.DatabaseUncheckedCreateInput,
): Promise<Database> => tx.database.create({ data });

export async function updateDatabase(
  tx: Prisma.TransactionClient,
  id: string,
  data: Prisma.DatabaseUncheckedUpdateInput,
): Promise<void> {
  const { count } = await tx.database.updateMany({
    where: { id, removedAt: null },
    data: data as Prisma.DatabaseUpdateManyMutationInput,
  });
  if (count === 0) throw notFound();
}

/** Removes it and forgets its password; `false` while a run on it is open. */
export async function markRemoved(tx: Prisma.TransactionClient, id: string, now: Date): Promise<boolean> {
  // Conflicts with the key lock that a new run takes on its database: one of the two waits for the other.
  await tx.$queryRaw`SELECT id FROM "Database" WHERE id = ${id}::uuid FOR UPDATE`;
  const { count } = await tx.database.updateMany({
    where: { id, removedAt: null, runs: { none: { state: { in: [...RUN_STATES_OPEN] } } } },
    data: { removedAt: now, sealedPassword: null },
  });
  return count === 1;
}

/** Answers whether that is news. */
export async function markReachable(db: Db, id: string): Promise<boolean> {
  const where = { id, unreachableSince: { not: null } };
  return (await db.database.updateMany({ where, data: { unreachableSince: null, unreachableReason: null } })).count > 0;
}

/** Answers whether that is news: it was reachable, or the reason was another. */
export async function markUnreachable(db: Db, id: string, reason: string, now: Date): Promise<boolean> {
  const first = await db.database.updateMany({
    where: { id, unreachableSince: null },
    data: { unreachableSince: now, unreachableReason: reason, checkedAt: now },
  });
  if (first.count > 0) return true;
  const again = await db.database.updateMany({
    where: { id, NOT: { unreachableReason: reason } },
    data: { unreachableReason: reason, checkedAt: now },
  });
  if (again.count === 0) await db.database.updateMany({ where: { id }, data: { checkedAt: now } });
  return again.count > 0;
}

/** Of several who want to look at a database, one may. */
export async function claimCheck(db: Db, id: string, seen: Date | null, now: Date): Promise<boolean> {
  const { count } = await db.database.updateMany({
    where: { id, checkedAt: seen, removedAt: null },
    data: { checkedAt: now },
  });
  return count === 1;
}

export async function saveProbe(db: Db, id: string, probe: Prisma.InputJsonValue, now: Date): Promise<void> {
  const reachable = { unreachableSince: null, unreachableReason: null };
  await db.database.updateMany({ where: { id, removedAt: null }, data: { probe, checkedAt: now, ...reachable } });
}

const WITH_MIGRATION = {
  rollout: { include: { migration: { select: { title: true } } } },
} as const satisfies Prisma.RunInclude;

/** Runs on a database, newest first. */
export const listRunsOn = (
  db: Db,
  databaseId: string,
): Promise<Prisma.RunGetPayload<{ include: typeof WITH_MIGRATION }>[]> =>
  db.run.findMany({ where: { databaseId }, include: WITH_MIGRATION, orderBy: { createdAt: "desc" }, take: 100 });
