import type { ShadowRunState } from "#core/domain/shadow-run-state.ts";
import type { ShadowReport } from "#core/shadow/shadow-report.ts";
import type { Prisma, PrismaClient, ShadowRun as Row } from "#prisma/client/client.ts";
import { fromJson, toJson } from "#server/json-column.ts";

type Db = PrismaClient | Prisma.TransactionClient;

/** Without a sign of life for so long its worker is gone. Longer than one statement may take on a shadow. */
const GONE_AFTER_MS = 60_000;
/** A plan that ends its worker again and again is not tried for ever. */
const MOST_TRIES = 3;

export interface ShadowRunRecord {
  readonly id: string;
  readonly migrationId: string;
  readonly revision: number;
  readonly databaseId: string;
  readonly databaseName: string;
  readonly byName: string;
  readonly state: ShadowRunState;
  readonly progress: string | null;
  readonly error: string | null;
  readonly at: Date;
  readonly endedAt: Date | null;
  readonly report: ShadowReport | null;
}

type Draft = Pick<ShadowRunRecord, "id" | "migrationId" | "revision" | "databaseId" | "byName" | "at">;

export const addShadowRun = (tx: Prisma.TransactionClient, draft: Draft): Promise<Row> =>
  tx.shadowRun.create({ data: { ...draft, state: "queued" } });

const named = async (db: Db, rows: readonly Row[]): Promise<readonly ShadowRunRecord[]> => {
  const ids = [...new Set(rows.map(({ databaseId }) => databaseId))];
  const databases = await db.database.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return rows.map((row) => ({
    ...row,
    state: row.state as ShadowRunState,
    databaseName: databases.find((it) => it.id === row.databaseId)?.name ?? "a database that is gone",
    report: row.report === null ? null : fromJson<ShadowReport>(row.report),
  }));
};

/** Of one revision, newest first. */
export async function shadowRunsOf(db: Db, migrationId: string, revision: number): Promise<readonly ShadowRunRecord[]> {
  const rows = await db.shadowRun.findMany({
    where: { migrationId, revision },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: 10,
  });
  return named(db, rows);
}

export async function findShadowRun(db: Db, id: string): Promise<ShadowRunRecord | null> {
  const row = await db.shadowRun.findUnique({ where: { id } });
  return row ? ((await named(db, [row]))[0] ?? null) : null;
}

/** Of this revision on this database, if one has not ended. */
export async function unendedShadowRun(
  db: Db,
  of: Pick<ShadowRunRecord, "migrationId" | "revision" | "databaseId">,
): Promise<ShadowRunRecord | null> {
  const where = { ...of, state: { in: ["queued", "running"] } };
  const row = await db.shadowRun.findFirst({ where, orderBy: { at: "desc" } });
  return row ? ((await named(db, [row]))[0] ?? null) : null;
}

/** Takes it on, if nobody else is at it. */
export async function claimShadowRun(db: Db, id: string, now: Date): Promise<boolean> {
  const gone = new Date(now.getTime() - GONE_AFTER_MS);
  const { count } = await db.shadowRun.updateMany({
    where: {
      id,
      tries: { lt: MOST_TRIES },
      OR: [{ state: "queued" }, { state: "running", heartbeatAt: { lt: gone } }],
    },
    data: { state: "running", heartbeatAt: now, tries: { increment: 1 } },
  });
  return count === 1;
}

export async function noteShadowProgress(db: Db, id: string, progress: string | null, now: Date): Promise<void> {
  const data = { heartbeatAt: now, ...(progress === null ? {} : { progress }) };
  await db.shadowRun.updateMany({ where: { id, state: "running" }, data });
}

/** Gives it back, so that another worker takes it. */
export async function releaseShadowRun(db: Db, id: string): Promise<void> {
  await db.shadowRun.updateMany({
    where: { id, state: "running" },
    data: { state: "queued", tries: { decrement: 1 }, progress: null },
  });
}

export async function endShadowRun(
  db: Db,
  id: string,
  end: { readonly report: ShadowReport } | { readonly error: string },
  now: Date,
): Promise<void> {
  const data = "report" in end ? { state: "done", report: toJson(end.report) } : { state: "failed", error: end.error };
  await db.shadowRun.updateMany({ where: { id, state: "running" }, data: { ...data, progress: null, endedAt: now } });
}

/** Those that wait for a worker, or whose worker is gone. What was tried too often is ended with the reason. */
export async function waitingShadowRuns(db: Db, now: Date): Promise<readonly string[]> {
  const gone = new Date(now.getTime() - GONE_AFTER_MS);
  await db.shadowRun.updateMany({
    where: { state: "running", heartbeatAt: { lt: gone }, tries: { gte: MOST_TRIES } },
    data: {
      state: "failed",
      progress: null,
      endedAt: now,
      error: `Its worker has ended ${MOST_TRIES} times while it ran. Look at the workers' logs, then start it again.`,
    },
  });
  const rows = await db.shadowRun.findMany({
    where: { OR: [{ state: "queued" }, { state: "running", heartbeatAt: { lt: gone } }] },
    select: { id: true },
    take: 20,
  });
  return rows.map(({ id }) => id);
}
