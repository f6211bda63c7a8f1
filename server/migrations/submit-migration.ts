import type { Migration } from "#contracts/migration.ts";
import { countsAgainst } from "#core/domain/counts-against.ts";
import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { readTarget, type TargetReading } from "#server/approvals/read-target.ts";
import { startQuestions } from "#server/approvals/review-subject.ts";
import {
  findFittingDatabases,
  findNamedDatabases,
  type NamedDatabase,
  replaceReviewTargets,
} from "#server/approvals/review-target-repository.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { checkPlanText } from "#server/plans/check-plan-text.ts";
import { planRefused } from "#server/plans/refuse-plan.ts";
import { assertNotBlocked } from "./assert-not-blocked.ts";
import { getMigration } from "./get-migration.ts";
import { migrationBlockers } from "./migration-blockers.ts";
import {
  getMigrationRow,
  getRevisionRow,
  type MigrationRow,
  resubmitMigration,
  voidDecisions,
} from "./migration-repository.ts";

interface Submission {
  readonly actor: Actor;
  readonly migrationId: string;
  readonly databaseId?: string | undefined;
  readonly databaseIds?: readonly string[] | undefined;
}

/** Asks for review for named databases. A plan with errors, in its text or against one of them, is refused. */
export async function submitMigration(
  deps: Needs<"prisma" | "targets" | "feed" | "now">,
  input: Submission,
): Promise<Migration> {
  const { actor } = input;
  assertCan(actor, "migration.submit");
  const row = await getMigrationRow(deps.prisma, input.migrationId);
  const { source } = await getRevisionRow(deps.prisma, row.id, row.revision);
  const { questions } = await startQuestions(deps.prisma, row, deps.now());
  const former = questions.map(({ databaseId }) => databaseId);
  const asked = namesOf(input);
  const namesOthers = asked !== null && !isSame(asked, former);
  assertNotBlocked(
    migrationBlockers("submit", { state: row.state, planErrors: 0, questions, namesOthers }, actor),
    row.state,
  );
  const { findings } = await checkPlanText(deps, { text: source });
  if (findings.some(countsAgainst("error"))) throw planRefused(findings, "It was not submitted.");
  const databases = await resolve(deps, row, asked ?? former);
  const readings: TargetReading[] = [];
  for (const database of databases) readings.push(await readWithoutErrors(deps, source, database));

  await deps.prisma.$transaction(async (tx) => {
    const now = deps.now();
    if (!(await resubmitMigration(tx, row))) throw movedMeanwhile();
    await voidDecisions(
      tx,
      row.id,
      now,
      namesOthers ? "It was submitted for other databases" : "It was submitted anew",
    );
    await replaceReviewTargets(tx, row.id, readings, now);
    const names = databases.map(({ name }) => name);
    await writeAudit(tx, actor, {
      action: "migration.submit",
      objectType: "migration",
      objectId: row.id,
      objectName: row.name,
      before: { state: row.state, databases: questions.map(({ databaseName }) => databaseName) },
      after: { state: "in_review", revision: row.revision, digest: row.digest, databases: names },
    });
  });
  await deps.feed.publish({ type: "migration.changed", migrationId: row.id });
  return getMigration(deps, { actor, migrationId: row.id });
}

const namesOf = ({ databaseId, databaseIds }: Submission): readonly string[] | null => {
  const named = [...(databaseIds ?? []), ...(databaseId === undefined ? [] : [databaseId])];
  return named.length > 0 ? [...new Set(named)] : null;
};

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id));

/** Those that were named, or the only one that fits. */
async function resolve(
  { prisma }: Needs<"prisma">,
  { engine, state }: MigrationRow,
  ids: readonly string[],
): Promise<readonly NamedDatabase[]> {
  if (ids.length > 0) {
    const found = await findNamedDatabases(prisma, ids);
    if (found.length === ids.length) return found;
    throw new DomainError("not-found", "One of the databases is not registered. Nothing was submitted. Name others.");
  }
  const fitting = await findFittingDatabases(prisma, engine);
  if (fitting.length === 1) return fitting;
  const label = DIALECT_LABELS[engine];
  const names = fitting.map(({ name }) => name).join(", ");
  const blocker =
    fitting.length === 0
      ? { message: `No ${label} database is registered that the plan could be meant for`, fix: "Register it first" }
      : { message: `Several databases fit: ${names}`, fix: "Name those that the plan is meant for" };
  throw new DomainError("blocked", `${blocker.message}. It was not submitted. ${blocker.fix}.`, {
    extra: { blockers: [{ code: "no-database", who: "you", ...blocker }], state },
  });
}

async function readWithoutErrors(
  deps: Needs<"targets" | "now">,
  source: string,
  database: NamedDatabase,
): Promise<TargetReading> {
  const reading = await readTarget(deps, source, database);
  if (reading.errors.length > 0) throw planRefused(reading.view.findings, `It was not submitted for ${database.name}.`);
  return reading;
}

const movedMeanwhile = () =>
  new DomainError("stale", "The migration was changed meanwhile. Nothing was changed. Load it again and decide anew.");
