import type { Migration } from "#contracts/migration.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { StepId } from "#core/domain/step-id.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getMigration } from "#server/migrations/get-migration.ts";
import { getMigrationRow, getRevisionRow } from "#server/migrations/migration-repository.ts";
import { newId } from "#server/new-id.ts";
import { analysePlan } from "#server/plans/analyse-plan.ts";
import { lockMigration } from "#server/rollouts/rollout-repository.ts";
import { insertRequest } from "./change-request-repository.ts";

/** Asks for another form of a step. Until it is answered nobody can approve this revision, and it does not start. */
export async function requestChanges(
  deps: Needs<"prisma" | "targets" | "feed" | "now">,
  input: {
    readonly actor: Actor;
    readonly migrationId: string;
    readonly digest: string;
    readonly step: StepId;
    readonly body: string;
  },
): Promise<Migration> {
  const { actor, step, body } = input;
  assertCan(actor, "migration.review");
  const seen = await getMigrationRow(deps.prisma, input.migrationId);
  const { source } = await getRevisionRow(deps.prisma, seen.id, seen.revision);
  const { plan } = await analysePlan(deps, source);
  if (!plan?.steps.some(({ id }) => id === step))
    throw new DomainError("not-found", `The plan has no step ${step}. Nothing was asked for.`);
  await deps.prisma.$transaction(async (tx) => {
    await lockMigration(tx, seen.id);
    const row = await getMigrationRow(tx, seen.id);
    if (row.digest !== input.digest) throw stale(row.revision, row.state);
    if (row.state !== "in_review" && row.state !== "approved") throw notInReview(row.state);
    const by = { byId: actor.userId ?? actor.id, byName: actor.name, at: deps.now() };
    await insertRequest(tx, { id: newId(), migrationId: row.id, revision: row.revision, stepId: step, body, ...by });
    await writeAudit(tx, actor, {
      action: "migration.request-changes",
      objectType: "migration",
      objectId: row.id,
      objectName: row.name,
      after: { step, body, revision: row.revision },
    });
  });
  await deps.feed.publish({ type: "migration.changed", migrationId: seen.id });
  return getMigration(deps, { actor, migrationId: seen.id });
}

const stale = (revision: number, state: string) =>
  new DomainError(
    "stale",
    `The plan was edited meanwhile: it is at revision ${revision}. Nothing was asked for. Read that revision first.`,
    { extra: { revision, state } },
  );

function notInReview(state: string): DomainError {
  const blocker = {
    code: "not-in-review",
    message: `The plan is ${state} and nobody reviews it`,
    fix: "Wait until it is submitted; a comment can be written at any time",
    who: "author",
  };
  return new DomainError("blocked", `${blocker.message}. Nothing was asked for. ${blocker.fix}.`, {
    extra: { blockers: [blocker], state },
  });
}
