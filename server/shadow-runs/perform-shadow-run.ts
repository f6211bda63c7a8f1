import { DomainError } from "#core/domain/domain-error.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { compilePlan } from "#core/plan/compile-plan.ts";
import { runShadow } from "#core/shadow/run-shadow.ts";
import type { ShadowReport } from "#core/shadow/shadow-report.ts";
import type { Container } from "#server/container.ts";
import { isControlDatabaseError } from "#server/control-database/is-control-database-error.ts";
import { fromJson } from "#server/json-column.ts";
import { getRevisionRow } from "#server/migrations/migration-repository.ts";
import { shadowPlaces } from "./shadow-places.ts";
import {
  claimShadowRun,
  endShadowRun,
  findShadowRun,
  noteShadowProgress,
  releaseShadowRun,
  type ShadowRunRecord,
} from "./shadow-run-repository.ts";

const ROWS_PER_TABLE = 1_000;
const BEAT_MS = 5_000;
const DEADLINE_MS = 600_000;
const LIMITS = { applicationName: "sluice:shadow", connectTimeoutMs: 5_000, statementTimeoutMs: 60_000 };

/** Carries out a shadow run and writes down what it found, or why there is nothing to find. */
export async function performShadowRun(deps: Container, id: string, signal: AbortSignal): Promise<void> {
  const { prisma, feed, now } = deps;
  if (!(await claimShadowRun(prisma, id, now()))) return;
  const run = await findShadowRun(prisma, id);
  if (!run) return;
  const changed = () => feed.publish({ type: "shadow-run.changed", migrationId: run.migrationId });
  const stop = AbortSignal.any([signal, deps.draining]);
  const beat = setInterval(() => void noteShadowProgress(prisma, id, null, now()).catch(() => undefined), BEAT_MS);
  try {
    const report = await carryOut(deps, run, stop, changed);
    await endShadowRun(prisma, id, { report }, now());
  } catch (error) {
    if (isControlDatabaseError(error)) throw error;
    if (stop.aborted) await releaseShadowRun(prisma, id);
    else await endShadowRun(prisma, id, { error: reasonOf(deps, error) }, now());
  } finally {
    clearInterval(beat);
    await changed();
  }
}

async function carryOut(
  deps: Container,
  { id, migrationId, revision, databaseId }: ShadowRunRecord,
  stop: AbortSignal,
  changed: () => Promise<void>,
): Promise<ShadowReport> {
  const { document: stored } = await getRevisionRow(deps.prisma, migrationId, revision);
  await using target = await deps.targets.open(databaseId, LIMITS);
  const { engine, connection } = target;
  const document = fromJson<PlanDocument>(stored);
  const until = performance.now() + DEADLINE_MS;
  return await runShadow({
    engine,
    target: connection,
    document,
    steps: await compilePlan(document, engine),
    places: shadowPlaces(deps.env),
    rowsPerTable: ROWS_PER_TABLE,
    async progress(doing) {
      if (stop.aborted) throw new DomainError("interrupted", "The worker stops; another goes on.");
      if (performance.now() > until) {
        throw new DomainError("interrupted", `It took longer than ${DEADLINE_MS / 60_000} minutes, and was ended.`);
      }
      await noteShadowProgress(deps.prisma, id, doing, deps.now());
      await changed();
    },
  });
}

function reasonOf({ log }: Container, error: unknown): string {
  if (error instanceof DomainError) return error.message;
  log.warn({ err: error }, "a shadow run failed");
  return "The shadow run failed in an unexpected way, and nothing of it is left; the worker's log says how. Nothing was changed on the database.";
}
