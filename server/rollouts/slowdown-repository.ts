import type { Effect } from "#core/domain/signal.ts";
import type { Db } from "./run-repository.ts";

export interface SlowdownSum {
  readonly backfillId: string;
  readonly code: string;
  readonly effect: Effect;
  readonly times: number;
  readonly seconds: number;
  /** The sentence of the longest one. */
  readonly example: string;
}

/** What slowed or stopped the backfills of a run, summed by cause, the longest first. One that lasts counts up to now. */
export async function sumSlowdowns(db: Db, runId: string): Promise<readonly SlowdownSum[]> {
  return db.$queryRaw<SlowdownSum[]>`
    WITH s AS (SELECT s."backfillId", s.code, s.effect, s.message,
                      extract(epoch FROM coalesce(s.until, clock_timestamp()) - s.since)::float8 AS seconds
                 FROM "Slowdown" s JOIN "Backfill" b ON b.id = s."backfillId" WHERE b."runId" = ${runId}::uuid)
    SELECT "backfillId"::text AS "backfillId", code, effect::text AS effect, count(*)::int AS times, sum(seconds)::float8 AS seconds,
           (array_agg(message ORDER BY seconds DESC))[1] AS example
      FROM s GROUP BY "backfillId", code, effect ORDER BY sum(seconds) DESC LIMIT 50`;
}
