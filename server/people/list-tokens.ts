import type { ApiToken } from "#contracts/person.ts";
import { may } from "#core/domain/policy.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { toApiToken } from "./to-person.ts";
import { listTokenRows } from "./token-repository.ts";

/** One's own API tokens; for who manages people all. Never their secrets. */
export async function listTokens(
  deps: Needs<"prisma">,
  input: { readonly actor: Actor },
): Promise<{ items: ApiToken[] }> {
  const { actor } = input;
  assertCan(actor, "token.manage");
  const seesAll = may(actor.role, "people.manage");
  const isNobody = actor.userId === null && !seesAll;
  const rows = isNobody ? [] : await listTokenRows(deps.prisma, seesAll ? null : actor.userId);
  return { items: rows.map(toApiToken) };
}
