import type { z } from "zod";
import type { changePolicy as contract, policyBody } from "#contracts/policy.ts";
import { type ApprovalPolicy, markOfRule, type PolicyRuleDraft } from "#core/domain/approvals/approval-policy.ts";
import { nextPolicy } from "#core/domain/approvals/next-policy.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { currentPolicy, insertPolicy, lockPolicy } from "#server/approvals/approval-repository.ts";
import { startQuestions } from "#server/approvals/review-subject.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import { type Actor, SYSTEM } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { toJson } from "#server/json-column.ts";
import { listUndecided, voidApprovals } from "#server/migrations/migration-repository.ts";
import { getPolicy } from "./get-policy.ts";
import { knownGroups } from "./group-repository.ts";

type Deps = Needs<"prisma" | "feed" | "now">;

/** Saves the next version. Approvals of open plans that were given under a rule that changed are void from now on. */
export async function changePolicy(
  deps: Deps,
  input: z.output<typeof policyBody> & { readonly actor: Actor },
): Promise<z.output<(typeof contract)["response"]>> {
  const { actor, baseVersion, reason, rules } = input;
  assertCan(actor, "policy.write");
  const voided = await deps.prisma.$transaction(async (tx) => {
    await lockPolicy(tx, "write");
    const former = await currentPolicy(tx);
    if (former.version !== baseVersion) throw stale(former);
    await assertGroupsKnown(tx, rules);
    const next = nextPolicy(former, rules);
    const at = deps.now();
    await insertPolicy(tx, next, { byId: actor.userId ?? actor.id, byName: actor.name, reason, at });
    await writeAudit(tx, actor, {
      action: "policy.change",
      objectType: "policy",
      objectId: null,
      objectName: `version ${next.version}`,
      before: toJson(former),
      after: toJson(next),
      reason,
    });
    return await voidUnderOtherRules(tx, next, at);
  });
  for (const migrationId of voided) await deps.feed.publish({ type: "migration.changed", migrationId });
  await deps.feed.publish({ type: "people.changed" });
  return { ...(await getPolicy(deps, { actor })), voided: voided.length };
}

const stale = ({ version }: ApprovalPolicy): DomainError =>
  new DomainError(
    "stale",
    `Somebody saved version ${version} of the policy meanwhile. Nothing was saved. Load it, compare, and save again.`,
  );

async function assertGroupsKnown(tx: Prisma.TransactionClient, rules: readonly PolicyRuleDraft[]): Promise<void> {
  const named = rules.flatMap(({ start, cutover, contract }) =>
    [start, cutover, contract].flatMap((it) => it?.groups ?? []),
  );
  const known = await knownGroups(tx, named);
  if (named.every((id) => known.includes(id))) return;
  throw new DomainError(
    "not-found",
    "The policy names a group that does not exist. Nothing was saved. Load the groups again.",
  );
}

/** One approval that was given under another rule makes its plan open again. */
async function voidUnderOtherRules(tx: Prisma.TransactionClient, next: ApprovalPolicy, at: Date): Promise<string[]> {
  const touched: string[] = [];
  for (const row of await listUndecided(tx)) {
    const { questions } = await startQuestions(tx, row, at);
    const under = questions.flatMap(({ approvals, databaseId, rule }) =>
      approvals.filter(
        ({ stage, scope }) =>
          stage === "start" && scope.some((it) => it.databaseId === databaseId && it.ruleMark !== markOfRule(rule)),
      ),
    );
    const ids = [...new Set(under.map(({ id }) => id))];
    if (ids.length === 0) continue;
    const reason = `Version ${next.version} of the policy asks for something else`;
    await voidApprovals(tx, row, ids, { at, reason });
    await writeAudit(tx, SYSTEM, {
      action: "migration.void",
      objectType: "migration",
      objectId: row.id,
      objectName: row.name,
      before: { state: row.state, approvals: ids.length },
      after: { state: "in_review", policyVersion: next.version },
      reason,
    });
    touched.push(row.id);
  }
  return touched;
}
