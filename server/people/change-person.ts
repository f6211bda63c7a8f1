import type { Person } from "#contracts/person.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Role } from "#core/domain/role.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { deleteSessions, getPersonRow, lockOwners, updateUser } from "./person-repository.ts";
import { toPerson } from "./to-person.ts";

/** Changes a role, or disables or enables somebody. Disabling ends their sessions at once. One owner always stays. */
export async function changePerson(
  deps: Needs<"prisma" | "feed" | "now">,
  input: {
    readonly actor: Actor;
    readonly userId: string;
    readonly role?: Role | undefined;
    readonly disabled?: boolean | undefined;
  },
): Promise<Person> {
  const { actor, userId } = input;
  assertCan(actor, "people.manage");
  const after = await deps.prisma.$transaction(async (tx) => {
    const owners = await lockOwners(tx);
    const before = await getPersonRow(tx, userId);
    if (!before) throw new DomainError("not-found", "There is no such person.");
    const wanted = { role: input.role ?? before.role, disabled: input.disabled ?? before.disabledAt !== null };
    if (owners.length === 1 && owners[0] === userId) assertStaysOwner(before.name, wanted);
    const standing = { role: before.role, disabled: before.disabledAt !== null };
    if (wanted.role === standing.role && wanted.disabled === standing.disabled) return toPerson(before);
    const disabledAt = wanted.disabled ? (before.disabledAt ?? deps.now()) : null;
    await updateUser(tx, userId, { role: wanted.role, disabledAt });
    if (wanted.disabled) await deleteSessions(tx, userId);
    await writeAudit(tx, actor, {
      action: "person.change",
      objectType: "person",
      objectId: userId,
      objectName: before.name,
      before: standing,
      after: wanted,
    });
    return toPerson({ ...before, role: wanted.role, disabledAt });
  });
  await deps.feed.publish({ type: "people.changed" });
  return after;
}

function assertStaysOwner(name: string, wanted: { readonly role: Role; readonly disabled: boolean }): void {
  if (wanted.role === "owner" && !wanted.disabled) return;
  throw new DomainError(
    "blocked",
    `${name} is the last owner. Nothing was changed. Make somebody else an owner first.`,
  );
}
