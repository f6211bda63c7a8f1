import { fromJson } from "#server/json-column.ts";
import type { Db } from "#server/rollouts/run-repository.ts";

export interface SampledSpan {
  readonly databaseId: string;
  readonly isRunning: boolean;
  readonly backfillIds: readonly string[];
  readonly from: Date | null;
  readonly to: Date | null;
}

/** The time of a rollout's backfills. `null`: there is no such rollout. */
export async function findSampledSpan(db: Db, rolloutId: string): Promise<SampledSpan | null> {
  const run = await db.run.findFirst({
    where: { rolloutId },
    select: { databaseId: true, backfills: { select: { id: true, state: true, startedAt: true, finishedAt: true } } },
  });
  if (!run) return null;
  const begun = run.backfills.flatMap(({ startedAt }) => (startedAt ? [startedAt.getTime()] : []));
  const ended = run.backfills.map(({ finishedAt }) => finishedAt?.getTime() ?? null);
  const isOver = ended.every((it) => it !== null);
  return {
    databaseId: run.databaseId,
    isRunning: run.backfills.some(({ state }) => state === "running" || state === "pausing"),
    backfillIds: run.backfills.map(({ id }) => id),
    from: begun.length > 0 ? new Date(Math.min(...begun)) : null,
    to: isOver && ended.length > 0 ? new Date(Math.max(...ended.map((it) => it ?? 0))) : null,
  };
}

export interface StoredSignalSample {
  readonly at: Date;
  readonly values: Readonly<Record<string, number>>;
}

export async function listSignalSamples(db: Db, { databaseId, from, to }: SampledSpan): Promise<StoredSignalSample[]> {
  if (!from) return [];
  const rows = await db.signalSample.findMany({
    where: { databaseId, at: { gte: from, ...(to ? { lte: to } : {}) } },
    orderBy: { at: "asc" },
    select: { at: true, values: true },
  });
  return rows.map(({ at, values }) => ({ at, values: fromJson<Record<string, number>>(values) }));
}

/** The newest, in their order. */
export async function listSlowdowns(db: Db, backfillIds: readonly string[], most: number) {
  const rows = await db.slowdown.findMany({
    where: { backfillId: { in: [...backfillIds] } },
    orderBy: [{ since: "desc" }, { id: "desc" }],
    take: most,
  });
  return rows.reverse();
}
