import type { ApprovalQuestion } from "#core/domain/approvals/approval-question.ts";
import type { PlanError } from "#core/domain/approvals/plan-error.ts";
import type { Prisma, PrismaClient } from "#prisma/client/client.ts";
import type { Needs } from "#server/container.ts";
import { fromJson } from "#server/json-column.ts";
import type { MigrationRow } from "#server/migrations/migration-repository.ts";
import { type ApprovalWorld, knownRisk, questionOf, readApprovalFile, readApprovalWorld } from "./approval-context.ts";
import { readTarget, type TargetReading } from "./read-target.ts";
import { listReviewTargets, type ReviewTargetRow } from "./review-target-repository.ts";

type Db = PrismaClient | Prisma.TransactionClient;

/** The databases of a migration, each read now. */
export async function readTargets(
  deps: Needs<"prisma" | "targets" | "now">,
  migrationId: string,
  source: string,
): Promise<readonly TargetReading[]> {
  const rows = await listReviewTargets(deps.prisma, migrationId);
  // One after another: each opens connections of its own.
  const readings: TargetReading[] = [];
  for (const { database } of rows) readings.push(await readTarget(deps, source, database));
  return readings;
}

type Head = Pick<MigrationRow, "id" | "revision" | "digest" | "authorId" | "revisions">;

/** Who wrote the migration, and who its current revision. */
const authorsOf = ({ authorId, revisions }: Head): readonly (string | null)[] => [
  authorId,
  revisions[0]?.authorId ?? null,
];

/** What is asked of the start on each database; of `readings` where they are given, else of what was last read. */
export async function startQuestions(
  db: Db,
  row: Head,
  now: Date,
  readings?: readonly TargetReading[],
): Promise<{
  readonly world: ApprovalWorld;
  readonly questions: readonly ApprovalQuestion[];
  readonly targets: readonly ReviewTargetRow[];
}> {
  const world = await readApprovalWorld(db);
  const file = await readApprovalFile(db, { ...row, migrationId: row.id, authorIds: authorsOf(row) });
  const targets = await listReviewTargets(db, row.id);
  const questions = targets.map((target) => {
    const read = readings?.find(({ databaseId }) => databaseId === target.databaseId);
    const errors = fromJson<readonly PlanError[]>(target.errorFindings);
    const facts = read ?? { ...target, errors, risk: knownRisk(target.risk) };
    // The name and the environment of now, whatever they were when it was read.
    return questionOf(world, file, { ...facts, database: target.database }, { stage: "start", rolloutId: null, now });
  });
  return { world, questions, targets };
}
