import type { Person } from "#contracts/person.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { listUsers } from "./person-repository.ts";
import { toPerson } from "./to-person.ts";

/** Everybody, also the disabled, by name. */
export async function listPeople(
  deps: Needs<"prisma">,
  input: { readonly actor: Actor },
): Promise<{ items: Person[] }> {
  assertCan(input.actor, "people.read");
  return { items: (await listUsers(deps.prisma)).map(toPerson) };
}
