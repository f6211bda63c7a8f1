import type { ThrottleSettings } from "#contracts/throttle.ts";
import type { Dialect } from "#core/domain/dialect.ts";
import type { Reason, SignalCode } from "#core/domain/signal.ts";
import type { BackfillSpec } from "#core/engines/backfill-store.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { JudgedReading } from "#core/signals/judge-readings.ts";
import { fromJson, fromOrderedJson, toJson } from "#server/json-column.ts";
import type { Db } from "#server/rollouts/run-repository.ts";
import type { SamplerMemory } from "./sampler-memory.ts";
import { withDefaults } from "./throttle-settings.ts";
import type { Verdict } from "./verdict.ts";

/** Whoever samples a target is heard of again within this time, or another worker takes over. */
const LEASE = "5 seconds";

/** Databases on which a backfill runs: only those are sampled. */
export async function busyDatabases(db: Db): Promise<readonly string[]> {
  const rows = await db.backfill.findMany({
    where: { state: { in: ["running", "pausing"] } },
    distinct: ["databaseId"],
    select: { databaseId: true },
  });
  return rows.map(({ databaseId }) => databaseId);
}

/** `null`: another worker samples this target. Else what the last sampler remembered. */
export async function takeSamplerLease(
  db: Db,
  databaseId: string,
  owner: string,
): Promise<{ readonly memory: SamplerMemory | null; readonly now: Date } | null> {
  const rows = await db.$queryRaw<{ memory: unknown; now: Date }[]>`
    INSERT INTO "TargetHealth" ("databaseId", owner, "leaseUntil")
    VALUES (${databaseId}::uuid, ${owner}, clock_timestamp() + ${LEASE}::interval)
    ON CONFLICT ("databaseId") DO UPDATE SET owner = ${owner}, "leaseUntil" = clock_timestamp() + ${LEASE}::interval
      WHERE "TargetHealth".owner = ${owner} OR "TargetHealth"."leaseUntil" < clock_timestamp()
    RETURNING memory, clock_timestamp() AS now`;
  const row = rows[0];
  return row ? { memory: fromJson<SamplerMemory | null>(row.memory), now: row.now } : null;
}

export async function releaseSamplerLease(db: Db, databaseId: string, owner: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "TargetHealth" SET "leaseUntil" = 'epoch'::timestamptz WHERE "databaseId" = ${databaseId}::uuid AND owner = ${owner}`;
}

export interface TargetHealthDraft {
  readonly readings: readonly JudgedReading[];
  readonly verdict: Verdict;
  readonly memory: SamplerMemory;
  readonly slices: number;
}

/** `false`: another worker samples by now, and nothing was written. */
export async function writeHealth(
  db: Db,
  databaseId: string,
  owner: string,
  health: TargetHealthDraft,
): Promise<boolean> {
  const { count } = await db.targetHealth.updateMany({
    where: { databaseId, owner },
    data: {
      readings: toJson(health.readings),
      verdict: toJson(health.verdict),
      memory: toJson(health.memory),
      slices: health.slices,
    },
  });
  if (count === 1)
    await db.$executeRaw`UPDATE "TargetHealth" SET at = clock_timestamp() WHERE "databaseId" = ${databaseId}::uuid`;
  return count === 1;
}

/** The target could not be read: its last readings grow old, and this says why. */
export async function writeFailure(db: Db, databaseId: string, owner: string, failure: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "TargetHealth" SET verdict = coalesce(verdict, '{"reasons":[],"speed":1}'::jsonb) || jsonb_build_object('failure', ${failure}::text)
     WHERE "databaseId" = ${databaseId}::uuid AND owner = ${owner}`;
}

export interface SampledDatabase {
  readonly dialect: Dialect;
  readonly settings: ThrottleSettings;
  readonly overridden: readonly SignalCode[];
  readonly replicas: readonly ReplicaRow[];
  readonly backfills: readonly { readonly id: string; readonly rolloutId: string; readonly table: TableRef }[];
}

export interface ReplicaRow {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly databaseName: string;
  readonly userName: string;
  readonly tls: string;
  readonly sealedPassword: string | null;
}

export async function findSampledDatabase(db: Db, databaseId: string, now: Date): Promise<SampledDatabase | null> {
  const row = await db.database.findUnique({
    where: { id: databaseId },
    select: {
      engine: true,
      throttle: true,
      replicas: true,
      overrides: { where: { until: { gt: now } }, select: { code: true } },
    },
  });
  if (!row) return null;
  const backfills = await db.backfill.findMany({
    where: { databaseId, state: { in: ["running", "pausing"] } },
    select: { id: true, spec: true, run: { select: { rolloutId: true } } },
  });
  return {
    dialect: row.engine,
    settings: withDefaults(fromJson(row.throttle)),
    overridden: row.overrides.map(({ code }) => code as SignalCode),
    replicas: row.replicas,
    backfills: backfills.map(({ id, spec, run }) => ({
      id,
      rolloutId: run.rolloutId,
      table: fromOrderedJson<BackfillSpec>(spec).table,
    })),
  };
}

/** Readings of one target that are kept at most; the older half is thinned when there are more. */
const MOST_SAMPLES = 4_000;

export async function addSignalSample(
  db: Db,
  databaseId: string,
  at: Date,
  values: Readonly<Record<string, number>>,
): Promise<void> {
  await db.signalSample.create({ data: { databaseId, at, values: toJson(values) } });
}

/** Takes out every second sample of the older half, so that a run of weeks keeps its shape in few rows. */
export async function thinSignalSamples(db: Db, databaseId: string): Promise<void> {
  await db.$executeRaw`
    WITH s AS (SELECT id, row_number() OVER (ORDER BY at) AS n, count(*) OVER () AS total
                 FROM "SignalSample" WHERE "databaseId" = ${databaseId}::uuid)
    DELETE FROM "SignalSample" WHERE id IN (SELECT id FROM s WHERE total > ${MOST_SAMPLES} AND n <= total / 2 AND n % 2 = 0)`;
}

const keyOf = ({ code, host }: { readonly code: string; readonly host: string | null }): string =>
  `${code} ${host ?? ""}`;

/** Opens a row for each reason that began and closes those of reasons that ended. Answers whether anything did. */
export async function syncSlowdowns(
  db: Db,
  backfillId: string,
  reasons: readonly Reason[],
  now: Date,
): Promise<boolean> {
  const open = await db.slowdown.findMany({ where: { backfillId, until: null } });
  const wanted = new Map(reasons.map((it) => [`${keyOf(it)} ${it.effect}`, it]));
  const ended = open.filter((row) => !wanted.has(`${keyOf(row)} ${row.effect}`)).map(({ id }) => id);
  const known = new Set(open.map((row) => `${keyOf(row)} ${row.effect}`));
  const begun = [...wanted].flatMap(([key, it]) => (known.has(key) ? [] : [it]));
  if (ended.length > 0) await db.slowdown.updateMany({ where: { id: { in: ended } }, data: { until: now } });
  if (begun.length > 0) {
    await db.slowdown.createMany({
      data: begun.map(({ code, effect, message, value, limit, unit, host, since }) => ({
        backfillId,
        code,
        effect,
        message,
        value,
        limit,
        unit,
        host,
        // A hold from before the backfill began slowed it from its own beginning on, at the earliest now.
        since: new Date(Math.max(Date.parse(since), now.getTime() - 60_000)),
      })),
    });
  }
  return ended.length + begun.length > 0;
}

/** A backfill that does not run is not slowed by anything. */
export async function closeIdleSlowdowns(db: Db): Promise<void> {
  await db.$executeRaw`
    UPDATE "Slowdown" s SET until = clock_timestamp() FROM "Backfill" b
     WHERE b.id = s."backfillId" AND s.until IS NULL AND b.state NOT IN ('running', 'pausing')`;
}
