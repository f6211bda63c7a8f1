import type { Delegation } from "#contracts/approval.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { listDelegationRows } from "./delegation-repository.ts";
import { toDelegation } from "./to-delegation.ts";

/** Who stands in for whom, newest first, also those that are over. */
export async function listDelegations(
  { prisma, now }: Needs<"prisma" | "now">,
  { actor }: { readonly actor: Actor },
): Promise<{ items: Delegation[] }> {
  assertCan(actor, "policy.read");
  const at = now();
  return { items: (await listDelegationRows(prisma)).map((row) => toDelegation(row, at)) };
}
