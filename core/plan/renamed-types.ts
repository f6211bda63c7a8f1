import type { OperationSpecs, PlanOperation } from "#core/domain/plan-operation.ts";
import type { OperationSql } from "./operations/operation.ts";
import { sameTable } from "./same-table.ts";

type Rename = OperationSpecs["rename-column"];
export interface RenamedType {
  readonly change: OperationSpecs["change-type"];
  readonly rename: Rename;
}

/**
 * Renames and type changes of one column, whichever stands first and whichever name the type change uses: both are one change. By
 * each of the two operations.
 */
export function renamedTypes(
  operations: readonly PlanOperation[],
  sql: Pick<OperationSql, "parseTable">,
): ReadonlyMap<PlanOperation, RenamedType> {
  const found = new Map<PlanOperation, RenamedType>();
  const renames = operations.filter((it) => "rename-column" in it);
  for (const changing of operations.filter((it) => "change-type" in it)) {
    const change = changing["change-type"];
    const renaming = renames.find((it) => !found.has(it) && isOfOne(it["rename-column"], change, sql));
    if (!renaming) continue;
    const pair = { change, rename: renaming["rename-column"] };
    found.set(changing, pair).set(renaming, pair);
  }
  return found;
}

const isOfOne = (
  { table, column, to }: Rename,
  change: OperationSpecs["change-type"],
  { parseTable }: Pick<OperationSql, "parseTable">,
): boolean => [column, to].includes(change.column) && sameTable(parseTable(table), parseTable(change.table));
