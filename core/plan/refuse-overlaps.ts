import { DomainError } from "#core/domain/domain-error.ts";
import type { PlanOperation } from "#core/domain/plan-operation.ts";
import type { Expansion, OperationSql } from "./operations/operation.ts";
import { sameTable } from "./same-table.ts";

export interface ExpandedPart extends Expansion {
  readonly operation: PlanOperation;
  /** What the operation calls itself. */
  readonly from: string;
}

/**
 * An operation that replaces a column reads what hangs on it as it is now: what another operation of the same plan does to that
 * column would be lost. @throws DomainError `invalid-plan`.
 */
export function refuseOverlaps(parts: readonly ExpandedPart[], sql: Pick<OperationSql, "parseTable">): void {
  for (const part of parts) {
    for (const { table, old } of part.rules ?? []) {
      const names = old.map(({ name }) => name);
      const other = parts.find(
        (it) =>
          it !== part &&
          it.rules === undefined &&
          columnsNamedBy(it.operation).some((column) => names.includes(column)) &&
          sameTable(sql.parseTable(tableOf(it.operation)), table.ref),
      );
      if (!other) continue;
      throw new DomainError(
        "invalid-plan",
        `${part.from} puts another column in the place of one that ${other.from} changes as well: that change would go with the old one. Make one migration of the first, and another after it.`,
      );
    }
  }
}

const specOf = (operation: PlanOperation): Readonly<Record<string, unknown>> => Object.values(operation)[0] ?? {};

function columnsNamedBy(operation: PlanOperation): readonly string[] {
  const { table, column, columns } = specOf(operation);
  if (typeof table !== "string") return [];
  return [column, ...(Array.isArray(columns) ? columns : [])].filter((it): it is string => typeof it === "string");
}

const tableOf = (operation: PlanOperation): string => String(specOf(operation).table ?? "");
