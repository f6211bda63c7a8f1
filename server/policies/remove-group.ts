import { DomainError } from "#core/domain/domain-error.ts";
import { currentPolicy, lockPolicy } from "#server/approvals/approval-repository.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { deleteGroup, findGroup } from "./group-repository.ts";
import { isNamed } from "./list-groups.ts";

/** Removes a group that the policy does not name. */
export async function removeGroup(
  deps: Needs<"prisma" | "feed">,
  { actor, groupId }: { readonly actor: Actor; readonly groupId: string },
): Promise<{ done: true }> {
  assertCan(actor, "policy.write");
  await deps.prisma.$transaction(async (tx) => {
    await lockPolicy(tx, "write");
    const row = await findGroup(tx, groupId);
    if (!row) throw new DomainError("not-found", "There is no such group. Nothing was changed.");
    if (isNamed(await currentPolicy(tx), groupId))
      throw new DomainError(
        "blocked",
        `The policy names ${row.name}. Nothing was removed. Save a policy without the group first.`,
      );
    await deleteGroup(tx, groupId);
    await writeAudit(tx, actor, {
      action: "group.remove",
      objectType: "group",
      objectId: groupId,
      objectName: row.name,
      before: { members: row.members.map(({ user }) => user.name) },
      after: null,
    });
  });
  await deps.feed.publish({ type: "people.changed" });
  return { done: true };
}
