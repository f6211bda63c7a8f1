import type { Comment } from "#contracts/migration.ts";
import type { StepId } from "#core/domain/step-id.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getMigrationRow, insertComment } from "./migration-repository.ts";
import { toComment } from "./to-migration.ts";

/** Comments on a migration or on one of its steps, at the revision it is at. */
export async function commentOnMigration(
  deps: Needs<"prisma" | "feed" | "now">,
  input: {
    readonly actor: Actor;
    readonly migrationId: string;
    readonly body: string;
    readonly step?: StepId | undefined;
  },
): Promise<Comment> {
  const { actor, body, step } = input;
  assertCan(actor, "migration.comment");
  const row = await deps.prisma.$transaction(async (tx) => {
    const migration = await getMigrationRow(tx, input.migrationId);
    const comment = await insertComment(tx, {
      migrationId: migration.id,
      revision: migration.revision,
      stepId: step ?? null,
      body,
      byId: actor.userId ?? actor.id,
      byName: actor.name,
      at: deps.now(),
    });
    await writeAudit(tx, actor, {
      action: "migration.comment",
      objectType: "migration",
      objectId: migration.id,
      objectName: migration.name,
      after: { step: step ?? null, body },
    });
    return comment;
  });
  await deps.feed.publish({ type: "migration.changed", migrationId: row.migrationId });
  return toComment(row);
}
