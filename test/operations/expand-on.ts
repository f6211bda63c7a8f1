import { planDocument } from "#contracts/plan-document.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { PlanOperation, VersionedAccess } from "#core/domain/plan-operation.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import { factsOf } from "#core/engines/postgres/postgres-connection.ts";
import { type ExpandedPlan, expandOperations } from "#core/plan/expand-operations.ts";

/** The phases that operations need on a database, as Sluice writes them; the document passes its own schema. */
export async function expandOn(
  { operations: reader }: Pick<Engine, "operations">,
  connection: Connection,
  operations: readonly PlanOperation[],
  access?: VersionedAccess,
): Promise<ExpandedPlan> {
  if (!reader) throw new Error("The engine has no ready-made operations");
  const asked = { sluice: 1, name: "operation-under-test", title: "Operation under test", engine: "postgresql" };
  const document = planDocument.parse({ ...asked, operations, access, phases: {} }) as PlanDocument;
  const expanded = await expandOperations(document, {
    version: factsOf(connection).version,
    catalog: reader.catalog(connection),
    sql: reader.sql,
  });
  planDocument.parse(expanded.document);
  return expanded;
}
