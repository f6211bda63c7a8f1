import type { Invite } from "#contracts/person.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { listInviteRows } from "./invite-repository.ts";
import { toInvite } from "./to-person.ts";

/** Open and past invitations, newest first. */
export async function listInvites(
  deps: Needs<"prisma">,
  input: { readonly actor: Actor },
): Promise<{ items: Invite[] }> {
  assertCan(input.actor, "people.manage");
  return { items: (await listInviteRows(deps.prisma)).map(toInvite) };
}
