import type { Hold } from "#contracts/throttle.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { databaseNames, listOpenHolds } from "./hold-repository.ts";
import { toHold } from "./to-hold.ts";

/** What is held now, newest first. */
export async function listHolds(deps: Needs<"prisma">, input: { readonly actor: Actor }): Promise<{ items: Hold[] }> {
  assertCan(input.actor, "overview.read");
  const rows = await listOpenHolds(deps.prisma);
  const names = await databaseNames(
    deps.prisma,
    rows.flatMap(({ databaseId }) => databaseId ?? []),
  );
  return { items: rows.map((row) => toHold(row, names)) };
}
