import type { Migration } from "#contracts/migration.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { analysePlan } from "#server/plans/analyse-plan.ts";
import { newlyAccepted } from "#server/plans/newly-accepted.ts";
import { planRefused } from "#server/plans/refuse-plan.ts";
import { authorOf } from "./author-of.ts";
import { getMigration } from "./get-migration.ts";
import { insertMigration } from "./migration-repository.ts";

/** Makes a migration of a plan document. A plan that cannot be read is refused with line and column. */
export async function createMigration(
  deps: Needs<"prisma" | "targets" | "feed" | "now">,
  input: { readonly actor: Actor; readonly source: string },
): Promise<Migration> {
  const { actor, source } = input;
  assertCan(actor, "migration.write");
  const { plan, findings } = await analysePlan(deps, source);
  if (!plan) throw planRefused(findings, "Nothing was saved.");
  const { document, digest } = plan;
  const accepted = newlyAccepted(document, null);
  const id = await deps.prisma.$transaction(async (tx) => {
    const migrationId = await insertMigration(tx, { document, source, digest, ...authorOf(actor) });
    await writeAudit(tx, actor, {
      action: "migration.create",
      objectType: "migration",
      objectId: migrationId,
      objectName: document.name,
      after: { title: document.title, revision: 1, digest, ...(accepted.length > 0 ? { accepted } : {}) },
    });
    return migrationId;
  });
  await deps.feed.publish({ type: "migration.changed", migrationId: id });
  return getMigration(deps, { actor, migrationId: id });
}
