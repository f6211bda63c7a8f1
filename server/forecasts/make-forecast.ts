import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { SessionActivity, TableDetail, TableRef } from "#core/engines/introspector.ts";
import { bestWindow } from "#core/forecast/best-window.ts";
import { forecastStep, type Holder, type MeasuredBackfill } from "#core/forecast/forecast-step.ts";
import { type PlanForecast, planForecast } from "#core/forecast/plan-forecast.ts";
import type { ReplicationFacts } from "#core/forecast/replication-of.ts";
import { stepFacts } from "#core/forecast/step-facts.ts";
import { compilePlan } from "#core/plan/compile-plan.ts";
import { DEFAULT_LIMITS } from "#core/signals/default-limits.ts";
import type { Needs } from "#server/container.ts";
import { dryRunsOf } from "#server/dry-runs/dry-run-repository.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { activitySamples } from "./forecast-repository.ts";
import { learnFromEndedRuns } from "./learn-from-ended-runs.ts";

const ACTIVITY_DAYS = 14;
const DAY_MS = 86_400_000;

interface Subject {
  readonly document: PlanDocument;
  /** Whose dry runs count; `null`: the plan is not saved yet. */
  readonly saved: { readonly migrationId: string; readonly revision: number } | null;
}

/** What a plan will take on a database that is open, from its sizes, its sessions and its history. Reads only. */
export async function makeForecast(
  deps: Needs<"prisma" | "now">,
  target: OpenTarget,
  { document, saved }: Subject,
): Promise<PlanForecast> {
  const { engine, connection, databaseId } = target;
  const { prisma } = deps;
  const steps = await compilePlan(document, engine);
  const calibration = await learnFromEndedRuns(deps, databaseId);
  const dryRuns = measuredBy(saved ? await dryRunsOf(prisma, saved.migrationId, saved.revision) : [], databaseId);
  const replication = await readReplication(target);
  const around = { engine, dryRuns, table: catalogOf(target) };
  const forecasts = [];
  for (const step of steps) {
    const { locked, ...facts } = await stepFacts(step, around);
    const holders = await holdersOf(target, locked);
    forecasts.push(forecastStep(facts, { calibration, replication, holders }));
  }
  const activity = await engine.introspector.activity(connection);
  const since = new Date(deps.now().getTime() - ACTIVITY_DAYS * DAY_MS);
  return planForecast(forecasts, {
    window: bestWindow(await activitySamples(prisma, databaseId, since)),
    longTransactions: activity.longTransactions.length,
    gaps: activity.gaps,
  });
}

/** Each table is read once. */
function catalogOf({ engine, connection }: OpenTarget): (ref: TableRef) => Promise<TableDetail | null> {
  const known = new Map<string, TableDetail | null>();
  return async (ref) => {
    const key = JSON.stringify([ref.schema ?? null, ref.name]);
    const found = known.get(key);
    if (found !== undefined) return found;
    const detail = await engine.introspector.table(connection, ref);
    known.set(key, detail);
    return detail;
  };
}

/** The newest dry run of each step on this very database: another one has other rows. */
function measuredBy(
  runs: Awaited<ReturnType<typeof dryRunsOf>>,
  databaseId: string,
): ReadonlyMap<StepId, MeasuredBackfill> {
  const own = runs.filter((it) => it.databaseId === databaseId).toReversed();
  return new Map(
    own.flatMap(({ stepId, result }) => {
      const { rowsPerSecond, walBytes, diskBytes } = result;
      return rowsPerSecond ? [[stepId, { rowsPerSecond, walBytes, diskBytes }] as const] : [];
    }),
  );
}

async function holdersOf({ engine, connection }: OpenTarget, locked: readonly TableRef[]): Promise<readonly Holder[]> {
  const sessions = await engine.introspector.holders(connection, locked);
  return sessions.map(toHolder).toSorted((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0));
}

const toHolder = ({ backend, user, application, state, transactionSeconds }: SessionActivity): Holder => ({
  backend,
  user,
  application,
  state,
  seconds: transactionSeconds,
});

/** Replicas that are connected and the room that slots have left, read just now. */
async function readReplication({ engine, connection }: OpenTarget): Promise<ReplicationFacts> {
  const { replicas } = await engine.introspector.probe(connection);
  const { readings } = await engine.sampler.sample(connection, {
    tables: [],
    cores: null,
    expectedReplicas: [],
    memory: null,
  });
  const stop = DEFAULT_LIMITS.wal_slot.stop ?? 0;
  const rooms = readings.flatMap(({ code, value }) => (code === "wal_slot" && value !== null ? [value - stop] : []));
  return {
    isPossible: engine.capabilities.addressKind === "network",
    replicas: replicas.length,
    lagLimitBytes: DEFAULT_LIMITS.replica_bytes.stop ?? 0,
    slotRoomBytes: rooms.length > 0 ? Math.max(0, Math.min(...rooms)) : null,
  };
}
