import type { Migration } from "#contracts/migration.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getMigration } from "#server/migrations/get-migration.ts";
import { getMigrationRow } from "#server/migrations/migration-repository.ts";
import { getInstallation } from "#server/people/installation-repository.ts";
import { findRequest, markResolved } from "./change-request-repository.ts";

/** Takes a request back, or says that it is answered. Its author may; the plan's author may not do so for another's. */
export async function resolveRequest(
  deps: Needs<"prisma" | "targets" | "feed" | "now">,
  input: {
    readonly actor: Actor;
    readonly migrationId: string;
    readonly requestId: string;
    readonly comment: string;
  },
): Promise<Migration> {
  const { actor, comment } = input;
  assertCan(actor, "migration.review");
  const row = await getMigrationRow(deps.prisma, input.migrationId);
  await deps.prisma.$transaction(async (tx) => {
    const request = await findRequest(tx, row.id, input.requestId);
    if (!request) throw new DomainError("not-found", "There is no such request. Nothing was changed.");
    const { singlePersonMode } = await getInstallation(tx);
    const isOwn = actor.userId !== null && request.byId === actor.userId;
    const authors = [row.authorId, row.revisions[0]?.authorId ?? null];
    const isAuthor = actor.userId === null || authors.includes(actor.userId);
    if (isAuthor && !isOwn && !singlePersonMode) throw ownPlan(request.byName, row.state);
    const how = { resolvedAt: deps.now(), resolvedByName: actor.name, resolution: comment };
    // Two who resolve at once: the first counts, and the second has what they wanted.
    if (!(await markResolved(tx, request.id, how))) return;
    await writeAudit(tx, actor, {
      action: "migration.resolve-request",
      objectType: "migration",
      objectId: row.id,
      objectName: row.name,
      before: { step: request.stepId, body: request.body, byName: request.byName },
      after: null,
      reason: comment || null,
    });
  });
  await deps.feed.publish({ type: "migration.changed", migrationId: row.id });
  return getMigration(deps, { actor, migrationId: row.id });
}

function ownPlan(byName: string, state: string): DomainError {
  const blocker = {
    code: "own-plan",
    message: `${byName} asked you for a change, and nobody answers for others what they wrote themselves`,
    fix: `Save a new revision, or ask ${byName} to take the request back`,
    who: "approver",
  };
  return new DomainError("blocked", `${blocker.message}. Nothing was changed. ${blocker.fix}.`, {
    extra: { blockers: [blocker], state },
  });
}
