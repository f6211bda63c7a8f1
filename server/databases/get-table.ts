import { type TableDetail, tableDetail } from "#contracts/database.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { ASKING, askTarget } from "./ask-target.ts";

/** Columns, indexes, constraints and triggers of a table, as they are now. @throws DomainError `not-found`. */
export async function getTable(
  deps: Needs<"targets">,
  input: {
    readonly actor: Actor;
    readonly databaseId: string;
    readonly schema?: string | undefined;
    readonly name: string;
  },
): Promise<TableDetail> {
  const { actor, databaseId, schema, name } = input;
  assertCan(actor, "database.read");
  const found = await askTarget(deps.targets.open(databaseId, ASKING), ({ engine, connection }) =>
    engine.introspector.table(connection, schema === undefined ? { name } : { schema, name }),
  );
  if (!found)
    throw new DomainError("not-found", "There is no such table in this database. Look at its list of tables.");
  return tableDetail.parse(found);
}
