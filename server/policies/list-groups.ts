import type { Group } from "#contracts/policy.ts";
import type { ApprovalPolicy } from "#core/domain/approvals/approval-policy.ts";
import { currentPolicy } from "#server/approvals/approval-repository.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { type GroupRow, listGroupRows } from "./group-repository.ts";

/** Groups by name, and whether the policy names them. */
export async function listGroups(
  { prisma }: Needs<"prisma">,
  { actor }: { readonly actor: Actor },
): Promise<{ items: Group[] }> {
  assertCan(actor, "policy.read");
  const policy = await currentPolicy(prisma);
  return { items: (await listGroupRows(prisma)).map((row) => toGroup(row, policy)) };
}

export const toGroup = ({ id, name, members }: GroupRow, policy: ApprovalPolicy): Group => ({
  id,
  name,
  members: members.map(({ user }) => user).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  isUsed: isNamed(policy, id),
});

export const isNamed = ({ rules }: ApprovalPolicy, groupId: string): boolean =>
  rules.some(({ start, cutover, contract }) =>
    [start, cutover, contract].some((it) => it?.groups.includes(groupId) ?? false),
  );
