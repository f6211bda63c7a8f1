import type { Installation } from "#prisma/client/client.ts";
import type { MigrationStanding } from "./migration-blockers.ts";
import type { MigrationRow } from "./migration-repository.ts";

/** What decides about the actions on a migration, from its row. */
export function standingOf(
  row: MigrationRow,
  installation: Pick<Installation, "singlePersonMode">,
  planErrors: number,
): MigrationStanding {
  const approval = row.decisions.find(
    (it) =>
      it.decision === "approved" && it.voidedAt === null && it.digest === row.digest && it.revision === row.revision,
  );
  return {
    state: row.state,
    authorId: row.authorId,
    editorId: row.revisions[0]?.authorId ?? null,
    approvedUntil: approval?.expiresAt ?? null,
    planErrors,
    singlePersonMode: installation.singlePersonMode,
  };
}
