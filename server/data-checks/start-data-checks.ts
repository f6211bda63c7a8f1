import type { DataCheckRun } from "#contracts/data-check.ts";
import { type PlanDataCheck, runDataChecks } from "#core/analysis/run-data-checks.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { fromJson } from "#server/json-column.ts";
import { getMigrationRow, getRevisionRow } from "#server/migrations/migration-repository.ts";
import { newId } from "#server/new-id.ts";
import { stepFailureOf } from "#server/rollouts/step-failure.ts";
import { openForPlan } from "#server/targets/open-for-plan.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { addDataChecks } from "./data-check-repository.ts";
import { toDataCheckRun } from "./to-data-check-run.ts";

const CHECK_MS = 10_000;
const ALL_CHECKS_MS = 60_000;
const CHECK_LIMITS = { checkMs: CHECK_MS, fullBytes: 512_000_000, sampleRows: 200_000 };
/** A statement of ours has its own limit; this one is for what the engine cannot stop. */
const SESSION = { applicationName: "sluice:data-check", connectTimeoutMs: 5_000, statementTimeoutMs: CHECK_MS + 2_000 };

/** Asks a database's rows whether the newest revision would fail on them; reads only, and keeps the answers. */
export async function startDataChecks(
  deps: Needs<"prisma" | "targets" | "feed">,
  {
    actor,
    migrationId,
    databaseId,
  }: { readonly actor: Actor; readonly migrationId: string; readonly databaseId: string },
): Promise<DataCheckRun> {
  const { prisma, feed } = deps;
  assertCan(actor, "migration.write");
  const migration = await getMigrationRow(prisma, migrationId);
  const { revision } = migration;
  const { document } = await getRevisionRow(prisma, migration.id, revision);
  const startedAt = performance.now();
  const { databaseName, checks } = await ask(deps, fromJson<PlanDocument>(document), databaseId);
  const ms = Math.round(performance.now() - startedAt);
  const id = newId();
  const { at } = await prisma.$transaction(async (tx) => {
    const failing = checks.filter(({ verdict }) => verdict === "fails").length;
    await writeAudit(tx, actor, {
      action: "migration.data-check",
      objectType: "migration",
      objectId: migration.id,
      objectName: migration.title,
      after: { database: databaseName, revision, checks: checks.length, failing },
    });
    const draft = { id, migrationId: migration.id, revision, databaseId, checks, ms, byName: actor.name };
    return await addDataChecks(tx, draft);
  });
  await feed.publish({ type: "migration.changed", migrationId: migration.id });
  return toDataCheckRun({ id, revision, databaseId, databaseName, checks, ms, byName: actor.name, at });
}

async function ask(
  deps: Needs<"targets">,
  document: PlanDocument,
  databaseId: string,
): Promise<{ readonly databaseName: string; readonly checks: readonly PlanDataCheck[] }> {
  await using sessions = new AsyncDisposableStack();
  const open = async () => sessions.use(await openForPlan(deps, document, databaseId, SESSION));
  const first = await open();
  let next: OpenTarget | null = first;
  const host = {
    limits: CHECK_LIMITS,
    totalMs: ALL_CHECKS_MS,
    async open() {
      const { connection } = next ?? (await open());
      next = null;
      return connection;
    },
  };
  try {
    return { databaseName: first.databaseName, checks: await runDataChecks(document, first.engine, host) };
  } catch (error) {
    throw refused(first, error);
  }
}

function refused({ engine, databaseName }: OpenTarget, error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const { message, code } = stepFailureOf(engine, error);
  const isAway = engine.errors.classify(error) === "connection";
  return new DomainError(
    isAway ? "target-unreachable" : "target-refused",
    `The data checks on ${databaseName} were broken off, and nothing was kept of them: ${message} (${code}). They read only, so nothing was changed; try again.`,
    { cause: error },
  );
}
