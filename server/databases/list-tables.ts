import type { TableSummary } from "#contracts/database.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { ASKING, askTarget } from "./ask-target.ts";

/** Tables with size and row estimate, as they are now. */
export async function listTables(
  deps: Needs<"targets">,
  input: { readonly actor: Actor; readonly databaseId: string },
): Promise<{ items: TableSummary[] }> {
  assertCan(input.actor, "database.read");
  const items = await askTarget(deps.targets.open(input.databaseId, ASKING), ({ engine, connection }) =>
    engine.introspector.tables(connection),
  );
  return { items: [...items] };
}
