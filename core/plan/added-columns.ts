import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { Statement, StatementReader } from "#core/engines/statement-reader.ts";
import { sameTable } from "./same-table.ts";
import { stepsOf } from "./steps-of.ts";

/**
 * Columns of a table with their types that steps of the plan before `before` add and do not drop again. Those whose type
 * the reader cannot tell are left out. @throws DomainError `invalid-plan` where SQL does not parse.
 */
export async function addedColumns(
  document: PlanDocument,
  { table, before }: { readonly table: TableRef; readonly before: StepId },
  reader: Pick<StatementReader, "read">,
): Promise<Readonly<Record<string, string>>> {
  const added = new Map<string, string>();
  for (const { id, step } of stepsOf(document)) {
    if (id === before) break;
    if (!("sql" in step)) continue;
    for (const statement of await reader.read(step.sql)) apply(statement, table, added);
  }
  return Object.fromEntries(added);
}

function apply({ creates, drops }: Statement, table: TableRef, added: Map<string, string>): void {
  for (const gone of drops.columns) {
    if (sameTable(gone.table, table)) added.delete(gone.column);
  }
  for (const made of creates.columns) {
    if (made.type !== undefined && sameTable(made.table, table)) added.set(made.column, made.type);
  }
}
