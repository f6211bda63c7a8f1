import type { Me } from "#contracts/person.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getInstallation } from "./installation-repository.ts";

/** Who is signed in, as the screen and the command line show it. */
export async function describeMe(
  deps: Needs<"prisma">,
  input: { readonly actor: Actor; readonly via: Me["via"] },
): Promise<Me> {
  const { actor, via } = input;
  assertCan(actor, "me.read");
  const { singlePersonMode } = await getInstallation(deps.prisma);
  const { name, email, role } = actor;
  return { id: actor.userId ?? actor.id, name, email, role, via, singlePersonMode };
}
