import type { Group } from "#contracts/policy.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { currentPolicy, lockPolicy } from "#server/approvals/approval-repository.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { newId } from "#server/new-id.ts";
import { countUsersIn, findGroup, findGroupNamed, putGroup } from "./group-repository.ts";
import { toGroup } from "./list-groups.ts";

/** Makes a group or changes it. Approvals of people who are no members any more do not count where the group is asked. */
export async function saveGroup(
  deps: Needs<"prisma" | "feed">,
  input: {
    readonly actor: Actor;
    /** `null`: a new one. */
    readonly groupId: string | null;
    readonly name: string;
    readonly memberIds: readonly string[];
  },
): Promise<Group> {
  const { actor, groupId, name } = input;
  assertCan(actor, "policy.write");
  const memberIds = [...new Set(input.memberIds)];
  const saved = await deps.prisma.$transaction(async (tx) => {
    await lockPolicy(tx, "write");
    const before = groupId === null ? null : await findGroup(tx, groupId);
    if (groupId !== null && !before) throw new DomainError("not-found", "There is no such group. Nothing was changed.");
    await assertSavable(tx, { groupId, name, memberIds });
    const id = groupId ?? newId();
    await putGroup(tx, { id, name, memberIds });
    const after = await findGroup(tx, id);
    if (!after) throw new DomainError("internal", "A group was saved and is not there");
    const what = before ? "change" : "create";
    await writeAudit(tx, actor, {
      action: `group.${what}`,
      objectType: "group",
      objectId: id,
      objectName: name,
      before: before && { name: before.name, members: before.members.map(({ user }) => user.name) },
      after: { name, members: after.members.map(({ user }) => user.name) },
    });
    return toGroup(after, await currentPolicy(tx));
  });
  await deps.feed.publish({ type: "people.changed" });
  return saved;
}

async function assertSavable(
  tx: Prisma.TransactionClient,
  group: { readonly groupId: string | null; readonly name: string; readonly memberIds: readonly string[] },
): Promise<void> {
  const { groupId, name, memberIds } = group;
  const twin = await findGroupNamed(tx, name);
  if (twin && twin.id !== groupId)
    throw new DomainError(
      "conflict",
      `A group named ${name} exists already. Nothing was changed. Choose another name.`,
    );
  if ((await countUsersIn(tx, memberIds)) === memberIds.length) return;
  throw new DomainError("not-found", "One of the members does not exist. Nothing was changed. Load the people again.");
}
