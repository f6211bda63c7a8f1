import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { findAuditFacets } from "./audit-repository.ts";

/** Values that the audit can be filtered by. */
export async function listAuditFacets(deps: Needs<"prisma">, input: { readonly actor: Actor }) {
  assertCan(input.actor, "audit.read");
  return findAuditFacets(deps.prisma);
}
