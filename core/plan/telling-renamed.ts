import { DomainError } from "#core/domain/domain-error.ts";
import type { PlanOperation } from "#core/domain/plan-operation.ts";
import type { OperationSql } from "./operations/operation.ts";
import { sameTable } from "./same-table.ts";

interface Telling {
  readonly operation: PlanOperation;
  /** All of the plan. */
  readonly operations: readonly PlanOperation[];
}

/** A refusal of an operation that uses a name which the same plan only makes says so: the catalog does not have it yet. */
export async function tellingRenamed<T>(
  { operation, operations }: Telling,
  sql: Pick<OperationSql, "parseTable">,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "invalid-plan") throw error;
    const text = JSON.stringify(operation);
    const rename = operations
      .flatMap((it) => (it !== operation && "rename-column" in it ? [it["rename-column"]] : []))
      .find(({ table, to }) => text.includes(JSON.stringify(to).slice(1, -1)) && isOfTable(operation, table, sql));
    if (!rename) throw error;
    const { table, column, to } = rename;
    throw new DomainError(
      error.code,
      `${error.message} ${to} is there only once rename-column ${table}.${column} to ${to} of this plan is through: make one migration of that, and another after it of this operation.`,
      { cause: error, details: error.details, extra: error.extra },
    );
  }
}

function isOfTable(operation: PlanOperation, table: string, { parseTable }: Pick<OperationSql, "parseTable">): boolean {
  const [spec] = Object.values(operation);
  return "table" in spec && sameTable(parseTable(spec.table), parseTable(table));
}
