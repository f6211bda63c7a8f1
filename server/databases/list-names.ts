import type * as contract from "#contracts/database.ts";
import type { OperationResponse } from "#contracts/define-operation.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { ASKING, askTarget } from "./ask-target.ts";

/** Names of indexes and enumerated types, as they are now. */
export async function listNames(
  deps: Needs<"targets">,
  input: { readonly actor: Actor; readonly databaseId: string },
): Promise<OperationResponse<typeof contract.listNames>> {
  assertCan(input.actor, "database.read");
  const { indexes, enums } = await askTarget(deps.targets.open(input.databaseId, ASKING), ({ engine, connection }) =>
    engine.introspector.names(connection),
  );
  return { indexes: [...indexes], enums: enums.map((it) => ({ ...it, values: [...it.values] })) };
}
