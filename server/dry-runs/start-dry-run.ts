import type { DryRun } from "#contracts/dry-run.ts";
import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { DryRunResult } from "#core/engines/dry-run.ts";
import { addedColumns } from "#core/plan/added-columns.ts";
import { stepsOf } from "#core/plan/steps-of.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { fromJson } from "#server/json-column.ts";
import { getMigrationRow, getRevisionRow } from "#server/migrations/migration-repository.ts";
import { newId } from "#server/new-id.ts";
import { stepFailureOf } from "#server/rollouts/step-failure.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { readAdmission } from "#server/throttle/read-admission.ts";
import { addDryRun } from "./dry-run-repository.ts";
import { toDryRun } from "./to-dry-run.ts";

const RANGES = 3;
const ROWS_A_RANGE = 1_000;
const LIMITS = { applicationName: "sluice:dry-run", connectTimeoutMs: 5_000, statementTimeoutMs: 10_000 };

interface Request {
  readonly actor: Actor;
  readonly migrationId: string;
  readonly stepId: StepId;
  readonly databaseId: string;
}

/** Executes sampled ranges of a backfill of the newest revision on a database, rolls them back, and keeps the figures. */
export async function startDryRun(
  deps: Needs<"prisma" | "targets" | "feed">,
  { actor, migrationId, stepId, databaseId }: Request,
): Promise<DryRun> {
  const { prisma, feed } = deps;
  assertCan(actor, "migration.write");
  const migration = await getMigrationRow(prisma, migrationId);
  const { revision } = migration;
  const { document: stored } = await getRevisionRow(prisma, migration.id, revision);
  await assertNotHeld(deps, databaseId);
  await using target = await deps.targets.open(databaseId, LIMITS);
  const result = await tryOut(target, fromJson<PlanDocument>(stored), stepId);
  const id = newId();
  const { databaseName } = target;
  const { at } = await prisma.$transaction(async (tx) => {
    await writeAudit(tx, actor, {
      action: "migration.dry-run",
      objectType: "migration",
      objectId: migration.id,
      objectName: migration.title,
      after: { database: databaseName, revision, step: stepId, where: result.where },
    });
    const draft = { id, migrationId: migration.id, revision, stepId, databaseId, result, byName: actor.name };
    return await addDryRun(tx, draft);
  });
  await feed.publish({ type: "migration.changed", migrationId: migration.id });
  return toDryRun({ id, stepId, revision, databaseId, databaseName, byName: actor.name, at, result });
}

async function tryOut(target: OpenTarget, document: PlanDocument, stepId: StepId): Promise<DryRunResult> {
  const { engine, connection, databaseId, databaseName } = target;
  const backfill = backfillOf(document, stepId);
  if (document.engine !== engine.dialect) {
    const message = `The plan is for ${DIALECT_LABELS[document.engine]}, and ${databaseName} is ${DIALECT_LABELS[engine.dialect]}. Nothing was run. Choose another database.`;
    throw new DomainError("invalid-input", message);
  }
  const { serverId, readOnly } = await engine.introspector.probe(connection);
  if (readOnly)
    throw new DomainError(
      "blocked",
      `${databaseName} only allows reading: it may be a replica. Nothing was run. Choose the primary.`,
    );
  const table = engine.statements.parseTable(backfill.table);
  if (!(await engine.introspector.table(connection, table))) {
    const message = `${databaseName} has no table ${backfill.table} yet, so there are no rows to try it on. Nothing was run. Correct the name, or try it after the step that makes the table.`;
    throw new DomainError("blocked", message);
  }
  const { set, where = null, triggers } = backfill;
  const spec = { runId: newId(), databaseId, serverId, table, set, where, quiet: triggers === "quiet" };
  const added = await addedColumns(document, { table, before: stepId }, engine.statements);
  try {
    return await engine.dryRun.run(connection, spec, { ranges: RANGES, rows: ROWS_A_RANGE, added });
  } catch (error) {
    throw refused(target, error);
  }
}

/** In the server's words, with what to do: nothing of it stays. */
function refused({ engine, databaseName }: OpenTarget, error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const { message, code } = stepFailureOf(engine, error);
  const isAway = engine.errors.classify(error) === "connection";
  return new DomainError(
    isAway ? "target-unreachable" : "target-refused",
    `The dry run on ${databaseName} failed and was rolled back: ${message} (${code}).`,
    { cause: error },
  );
}

function backfillOf(document: PlanDocument, stepId: StepId) {
  const placed = stepsOf(document).find(({ id }) => id === stepId);
  if (placed && "backfill" in placed.step) return placed.step.backfill;
  const what = placed ? `${stepId} is no backfill` : `the newest revision has no step ${stepId}`;
  throw new DomainError("invalid-input", `A dry run tries a backfill, and ${what}. Nothing was run.`);
}

/** Sampled rows are written and rolled back, which takes their locks: not while somebody holds the database. */
async function assertNotHeld({ prisma }: Needs<"prisma">, databaseId: string): Promise<void> {
  const { reasons } = await readAdmission(prisma, databaseId);
  const hold = reasons.find(({ code }) => code === "hold");
  if (hold) throw new DomainError("blocked", `A dry run is not possible: ${hold.message}. Nothing was run.`);
}
