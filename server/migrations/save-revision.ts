import type { Migration } from "#contracts/migration.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { analysePlan } from "#server/plans/analyse-plan.ts";
import { newlyAccepted } from "#server/plans/newly-accepted.ts";
import { parsePlan } from "#server/plans/parse-plan.ts";
import { planRefused } from "#server/plans/refuse-plan.ts";
import { authorOf } from "./author-of.ts";
import { getMigration } from "./get-migration.ts";
import { addRevision, getMigrationRow, getRevisionRow, type MigrationRow } from "./migration-repository.ts";

/** Saves an immutable revision. What was in review or approved is a draft again and its decisions are void. */
export async function saveRevision(
  deps: Needs<"prisma" | "targets" | "feed" | "now">,
  input: { readonly actor: Actor; readonly migrationId: string; readonly source: string; readonly baseDigest: string },
): Promise<Migration> {
  const { actor, source, baseDigest } = input;
  assertCan(actor, "migration.write");
  const row = await getMigrationRow(deps.prisma, input.migrationId);
  if (row.digest !== baseDigest) throw stale(row);
  const { plan, findings } = await analysePlan(deps, source);
  if (!plan) throw planRefused(findings, "Nothing was saved.");
  const before = await getRevisionRow(deps.prisma, row.id, row.revision);
  if (before.source === source) return getMigration(deps, { actor, migrationId: row.id });

  const { document, digest } = plan;
  await deps.prisma.$transaction(async (tx) => {
    const isSaved = await addRevision(tx, row, { document, source, digest, ...authorOf(actor) }, deps.now());
    if (!isSaved) throw stale(await getMigrationRow(deps.prisma, row.id));
    await writeAudit(tx, actor, {
      action: "migration.edit",
      objectType: "migration",
      objectId: row.id,
      objectName: document.name,
      before: { revision: row.revision, digest: row.digest, state: row.state },
      after: { revision: row.revision + 1, digest, state: "draft", ...accepting(document, before.source) },
      ...(row.state === "approved" ? { reason: "The edit made the approval void" } : {}),
    });
  });
  await deps.feed.publish({ type: "migration.changed", migrationId: row.id });
  return getMigration(deps, { actor, migrationId: row.id });
}

/** Findings that this revision accepts and the one before did not: whoever reads the audit sees who accepted what, and why. */
function accepting(document: PlanDocument, before: string): { readonly accepted?: readonly string[] } {
  const accepted = newlyAccepted(document, parsePlan(before).document);
  return accepted.length > 0 ? { accepted } : {};
}

const stale = (row: MigrationRow): DomainError =>
  new DomainError(
    "stale",
    `${row.revisions[0]?.authorName ?? "Somebody"} saved revision ${row.revision} meanwhile. Your text was not saved. Load that revision, compare, and save again.`,
    { extra: { revision: row.revision, digest: row.digest, state: row.state } },
  );
