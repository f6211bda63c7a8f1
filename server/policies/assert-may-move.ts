import { markOfRule, RISKS } from "#core/domain/approvals/approval-policy.ts";
import { ruleFor } from "#core/domain/approvals/rule-for.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { may } from "#core/domain/policy.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { currentPolicy } from "#server/approvals/approval-repository.ts";
import type { Actor } from "#server/auth/actor.ts";

/**
 * Another environment may bring a database under another rule: that is an owner's decision, as the policy is.
 * @throws DomainError `forbidden`.
 */
export async function assertMayMove(
  tx: Prisma.TransactionClient,
  actor: Actor,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  if (from === to || may(actor.role, "policy.write")) return;
  const policy = await currentPolicy(tx);
  const rule = (environment: string, risk: (typeof RISKS)[number]) =>
    markOfRule(ruleFor(policy, { environment, risk }));
  if (RISKS.every((risk) => rule(from, risk) === rule(to, risk))) return;
  throw new DomainError(
    "forbidden",
    `In ${to} other rules of approval count than in ${from}. Nothing was changed. Ask an owner to move the database.`,
  );
}
