import type { ChangeRequest } from "#contracts/approval-standing.ts";
import type { Comment, Migration, MigrationSummary, ReviewDecision } from "#contracts/migration.ts";
import type { DecisionScope } from "#core/domain/approvals/approval-question.ts";
import type { Stage } from "#core/domain/approvals/stage.ts";
import type { StepId } from "#core/domain/step-id.ts";
import { fromJson } from "#server/json-column.ts";
import type { CommentRow, DecisionRow, MigrationRow, MigrationSummaryRow } from "./migration-repository.ts";

export function toMigrationSummary(row: MigrationSummaryRow): MigrationSummary {
  const last = rolloutsOf(row)[0];
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    engine: row.engine,
    state: row.state,
    revision: row.revision,
    digest: row.digest,
    authorName: row.authorName,
    updatedAt: row.updatedAt.toISOString(),
    lastRollout: last ? { rolloutId: last.rolloutId, databaseName: last.databaseName, state: last.state } : null,
  };
}

export const toMigration = (
  row: MigrationRow,
  source: string,
  blockers: Migration["blockers"],
): Omit<Migration, "targets"> => ({
  ...toMigrationSummary(row),
  description: row.description,
  authorId: row.authorId,
  createdAt: row.createdAt.toISOString(),
  source,
  revisions: row.revisions.map(({ number, digest, authorName, createdAt }) => ({
    number,
    digest,
    authorName,
    at: createdAt.toISOString(),
  })),
  decisions: row.decisions.map(toDecision),
  comments: row.comments.map(toComment),
  requests: row.requests.map(toRequest),
  rollouts: rolloutsOf(row),
  blockers,
});

const rolloutsOf = (row: MigrationSummaryRow): Migration["rollouts"] =>
  row.rollouts.flatMap(({ id, createdAt, startedByName, runs }) =>
    runs.map((run) => ({
      rolloutId: id,
      databaseName: run.database.name,
      state: run.state,
      at: createdAt.toISOString(),
      byName: startedByName,
    })),
  );

const toDecision = (row: DecisionRow): ReviewDecision => ({
  id: row.id,
  revision: row.revision,
  digest: row.digest,
  decision: row.decision === "approved" ? "approved" : "rejected",
  comment: row.comment,
  byId: row.byId,
  byName: row.byName,
  at: row.at.toISOString(),
  singlePerson: row.singlePerson,
  voidedAt: row.voidedAt?.toISOString() ?? null,
  voidReason: row.voidReason,
  expiresAt: row.expiresAt.toISOString(),
  // Written by this server only.
  stage: row.stage as Stage,
  databases: fromJson<readonly DecisionScope[]>(row.scope).map(({ databaseName }) => databaseName),
  forName: row.forName,
  evidenceSha256: row.evidenceSha256,
});

const toRequest = (row: MigrationRow["requests"][number]): ChangeRequest => ({
  id: row.id,
  revision: row.revision,
  // Checked by the contract when it was written.
  step: row.stepId as StepId,
  body: row.body,
  byId: row.byId,
  byName: row.byName,
  at: row.at.toISOString(),
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
  resolvedByName: row.resolvedByName,
  resolution: row.resolution,
});

export const toComment = (row: CommentRow): Comment => ({
  id: row.id,
  revision: row.revision,
  // Checked by the contract when it was written.
  step: row.stepId as StepId | null,
  body: row.body,
  byName: row.byName,
  at: row.at.toISOString(),
});
