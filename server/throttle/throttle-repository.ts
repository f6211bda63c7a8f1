import type { ThrottleSettings } from "#contracts/throttle.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { SignalCode } from "#core/domain/signal.ts";
import type { JudgedReading } from "#core/signals/judge-readings.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { readControlTime } from "#server/control-database/read-control-time.ts";
import { fromJson, toJson } from "#server/json-column.ts";
import type { Db } from "#server/rollouts/run-repository.ts";

const PARTS = {
  replicas: { orderBy: { name: "asc" } },
  overrides: { orderBy: { at: "desc" } },
  health: true,
} as const satisfies Prisma.DatabaseInclude;

const findRow = (db: Db, id: string) => db.database.findFirst({ where: { id, removedAt: null }, include: PARTS });
export type ThrottleRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

/** @throws DomainError `not-found`. */
export async function getThrottleRow(db: Db, id: string): Promise<ThrottleRow> {
  const row = await findRow(db, id);
  if (row) return row;
  throw new DomainError("not-found", "There is no such database, or it was removed. Look at the list of databases.");
}

export const readingsOf = (row: Pick<ThrottleRow, "health">): readonly JudgedReading[] =>
  fromJson<JudgedReading[]>(row.health?.readings ?? []);

export async function saveThrottle(
  tx: Prisma.TransactionClient,
  id: string,
  settings: ThrottleSettings,
): Promise<void> {
  await tx.database.update({ where: { id }, data: { throttle: toJson(settings) } });
}

export async function insertReplica(
  tx: Prisma.TransactionClient,
  data: Prisma.ReplicaUncheckedCreateInput,
): Promise<void> {
  await tx.replica.create({ data });
}

export async function deleteReplica(
  tx: Prisma.TransactionClient,
  id: string,
  databaseId: string,
): Promise<string | null> {
  const found = await tx.replica.findFirst({ where: { id, databaseId } });
  if (found) await tx.replica.delete({ where: { id } });
  return found?.name ?? null;
}

export interface OverrideDraft {
  readonly id: string;
  readonly databaseId: string;
  readonly code: SignalCode;
  readonly minutes: number;
  readonly reason: string;
  readonly byId: string;
  readonly byName: string;
}

/** A newer one of the same signal takes the place of the older. Times are the control database's. */
export async function insertOverride(tx: Prisma.TransactionClient, draft: OverrideDraft): Promise<Date> {
  const now = await readControlTime(tx);
  const { minutes, ...data } = draft;
  await tx.signalOverride.deleteMany({ where: { databaseId: draft.databaseId, code: draft.code } });
  const until = new Date(now.getTime() + minutes * 60_000);
  await tx.signalOverride.create({ data: { ...data, at: now, until } });
  return until;
}

export async function deleteOverride(
  tx: Prisma.TransactionClient,
  id: string,
  databaseId: string,
): Promise<{ readonly code: string; readonly until: Date } | null> {
  const found = await tx.signalOverride.findFirst({ where: { id, databaseId } });
  if (found) await tx.signalOverride.delete({ where: { id } });
  return found;
}

/** Which backfills run where: those whose workers should look again. */
export function runningBackfills(
  db: Db,
  where: { readonly databaseId?: string; readonly environment?: string },
): Promise<{ readonly id: string; readonly databaseId: string }[]> {
  const { databaseId, environment } = where;
  return db.backfill.findMany({
    where: {
      state: { in: ["running", "pausing"] },
      ...(databaseId ? { databaseId } : {}),
      ...(environment ? { run: { database: { environment } } } : {}),
    },
    select: { id: true, databaseId: true },
  });
}
