import { evaluateApprovals } from "#core/domain/approvals/evaluate-approvals.ts";
import type { Blocker } from "#core/domain/blocker.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { questionOf, readApprovalFile } from "#server/approvals/approval-context.ts";
import type { TargetReading } from "#server/approvals/read-target.ts";
import { startQuestions } from "#server/approvals/review-subject.ts";
import { startBlockers } from "#server/migrations/migration-blockers.ts";
import { getMigrationRow } from "#server/migrations/migration-repository.ts";

/**
 * Whether a plan may start on the database that was read just now, under the caller's locks.
 * @throws DomainError `blocked` with every reason. Answers the broken glass that it starts by, if it does.
 */
export async function assertStartApproved(
  tx: Prisma.TransactionClient,
  migrationId: string,
  reading: TargetReading,
  now: Date,
): Promise<{ readonly breakGlassId: string | null }> {
  const row = await getMigrationRow(tx, migrationId);
  const { world, questions } = await startQuestions(tx, row, now, [reading]);
  const authorIds = [row.authorId, row.revisions[0]?.authorId ?? null];
  const file = await readApprovalFile(tx, { ...row, migrationId, authorIds });
  const named = questions.find(({ databaseId }) => databaseId === reading.databaseId);
  const question = named ?? questionOf(world, file, reading, { stage: "start", rolloutId: null, now });
  const { isGlassBroken, given, required } = evaluateApprovals(question);
  const blockers = [...startBlockers(row.state, question)];
  if (!named && !isGlassBroken) blockers.unshift(notNamed(reading, questions));
  if (blockers.length > 0) throw refused(blockers, row.state);
  const isNeeded = isGlassBroken && (row.state === "draft" || !named || given.length < required);
  return { breakGlassId: isNeeded ? (file.brokenGlass.find((it) => isOpenGlass(it, question))?.id ?? null) : null };
}

type Question = Awaited<ReturnType<typeof startQuestions>>["questions"][number];

const isOpenGlass = (glass: Question["brokenGlass"][number], question: Question): boolean =>
  evaluateApprovals({ ...question, brokenGlass: [glass] }).isGlassBroken;

function notNamed({ database }: TargetReading, questions: readonly Question[]): Blocker {
  const names = questions.map(({ databaseName }) => databaseName).join(", ") || "no database";
  return {
    code: "database-not-named",
    message: `The plan was submitted for ${names}, and not for ${database.name}`,
    fix: `Submit it again and name ${database.name}`,
    who: "author",
  };
}

function refused(blockers: readonly Blocker[], state: string): DomainError {
  const said = blockers.map(({ message, fix }) => `${message}. ${fix}.`).join(" ");
  return new DomainError("blocked", `Nothing was started. ${said}`, { extra: { blockers, state } });
}
