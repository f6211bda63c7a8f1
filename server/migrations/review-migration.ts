import type { Migration } from "#contracts/migration.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getInstallation } from "#server/people/installation-repository.ts";
import { assertNotBlocked } from "./assert-not-blocked.ts";
import { getMigration } from "./get-migration.ts";
import { isOwnPlan, migrationBlockers } from "./migration-blockers.ts";
import { getMigrationRow, insertDecision, moveMigration } from "./migration-repository.ts";
import { standingOf } from "./standing-of.ts";

const DAY_MS = 86_400_000;

/** Approves or rejects the revision with this digest. Nobody approves their own plan, except in single-person mode. */
export async function reviewMigration(
  deps: Needs<"prisma" | "targets" | "feed" | "now">,
  input: {
    readonly actor: Actor;
    readonly migrationId: string;
    readonly decision: "approve" | "reject";
    readonly digest: string;
    readonly comment: string;
  },
): Promise<Migration> {
  const { actor, decision, digest, comment } = input;
  assertCan(actor, "migration.review");
  const now = deps.now();
  const id = await deps.prisma.$transaction(async (tx) => {
    const row = await getMigrationRow(tx, input.migrationId);
    if (row.digest !== digest) throw changedMeanwhile(row.revision, row.state);
    const installation = await getInstallation(tx);
    const standing = standingOf(row, installation, 0);
    assertNotBlocked(migrationBlockers(decision, standing, actor, now), row.state);
    const singlePerson = decision === "approve" && isOwnPlan(actor, standing);
    const to = decision === "approve" ? "approved" : "rejected";
    const isMoved = await moveMigration(tx, { ...row, from: ["in_review"] }, to);
    if (!isMoved) throw decidedMeanwhile();
    await insertDecision(tx, {
      migrationId: row.id,
      revision: row.revision,
      digest,
      decision: to,
      comment,
      byId: actor.userId ?? actor.id,
      byName: actor.name,
      at: now,
      singlePerson,
      expiresAt: new Date(now.getTime() + installation.approvalDays * DAY_MS),
    });
    await writeAudit(tx, actor, {
      action: `migration.${decision}`,
      objectType: "migration",
      objectId: row.id,
      objectName: row.name,
      before: { state: row.state },
      after: { state: to, revision: row.revision, digest },
      reason: comment || null,
      mark: singlePerson ? "single-person" : null,
    });
    return row.id;
  });
  await deps.feed.publish({ type: "migration.changed", migrationId: id });
  return getMigration(deps, { actor, migrationId: id });
}

const changedMeanwhile = (revision: number, state: string) =>
  new DomainError(
    "stale",
    `The plan was edited meanwhile: it is at revision ${revision}. Nothing was decided. Read that revision first.`,
    {
      extra: { revision, state },
    },
  );
const decidedMeanwhile = () =>
  new DomainError(
    "stale",
    "Somebody decided or edited at the same moment. Nothing was changed. Load the migration again.",
  );
