import type { ShadowRun } from "#contracts/shadow-run.ts";
import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getDatabaseRow } from "#server/databases/database-repository.ts";
import { getMigrationRow } from "#server/migrations/migration-repository.ts";
import { newId } from "#server/new-id.ts";
import { enqueueShadowRun } from "./enqueue-shadow-run.ts";
import { addShadowRun, findShadowRun, unendedShadowRun } from "./shadow-run-repository.ts";
import { toShadowRun } from "./to-shadow-run.ts";

interface Request {
  readonly actor: Actor;
  readonly migrationId: string;
  readonly databaseId: string;
}

/** Asks a worker to run the newest revision's plan on a shadow of a database. One that has not ended is answered again. */
export async function startShadowRun(
  deps: Needs<"prisma" | "queue" | "feed" | "now">,
  { actor, migrationId, databaseId }: Request,
): Promise<ShadowRun> {
  const { prisma, feed } = deps;
  assertCan(actor, "migration.write");
  const migration = await getMigrationRow(prisma, migrationId);
  const database = await getDatabaseRow(prisma, databaseId);
  if (database.engine !== migration.engine) {
    const message = `The plan is for ${DIALECT_LABELS[migration.engine]}, and ${database.name} is ${DIALECT_LABELS[database.engine]}. Nothing was run. Choose another database.`;
    throw new DomainError("invalid-input", message);
  }
  const of = { migrationId: migration.id, revision: migration.revision, databaseId };
  const unended = await unendedShadowRun(prisma, of);
  if (unended) return toShadowRun(unended);
  const id = newId();
  await prisma.$transaction(async (tx) => {
    await writeAudit(tx, actor, {
      action: "migration.shadow-run",
      objectType: "migration",
      objectId: migration.id,
      objectName: migration.title,
      after: { database: database.name, revision: migration.revision },
    });
    await addShadowRun(tx, { id, ...of, byName: actor.name, at: deps.now() });
  });
  await enqueueShadowRun(deps, id);
  await feed.publish({ type: "shadow-run.changed", migrationId: migration.id });
  const added = await findShadowRun(prisma, id);
  if (!added) throw new DomainError("internal", "The shadow run that was just written is not there.");
  return toShadowRun(added);
}
