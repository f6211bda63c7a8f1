import type { Policy } from "#contracts/policy.ts";
import { policyRule } from "#contracts/policy.ts";
import { currentPolicy, policyHistory } from "#server/approvals/approval-repository.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";

/** The policy that counts now, and its versions. */
export async function getPolicy({ prisma }: Needs<"prisma">, { actor }: { readonly actor: Actor }): Promise<Policy> {
  assertCan(actor, "policy.read");
  const { version, rules } = await currentPolicy(prisma);
  const history = await policyHistory(prisma);
  return {
    version,
    rules: rules.map((rule) => ({ ...policyRule.parse(rule), since: rule.since })),
    history: history.map((it) => ({ ...it, at: it.at.toISOString() })),
  };
}
