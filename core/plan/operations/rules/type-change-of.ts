import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationSpecs } from "#core/domain/plan-operation.ts";
import { columnOf } from "../facts/column-of.ts";
import type { OperationColumn, OperationTable } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";
import { refuseFixedColumn } from "./refuse-fixed-column.ts";

export interface TypeChange {
  readonly table: OperationTable;
  readonly column: OperationColumn;
  readonly type: string;
  /** `null`: that of the type. */
  readonly collation: string | null;
}

/** @throws DomainError for a column that is not there or cannot be replaced, an unknown type, or a change of nothing. */
export async function typeChangeOf(
  spec: Pick<OperationSpecs["change-type"], "table" | "column" | "type" | "up">,
  { catalog }: Pick<OperationContext, "catalog">,
): Promise<TypeChange> {
  const table = await catalog.table(spec.table);
  const column = columnOf(table, spec.column);
  const type = await catalog.typeName(spec.type);
  refuseFixedColumn(table, column, "Its type");
  if (spec.up === undefined && type === column.type) {
    throw new DomainError(
      "invalid-plan",
      `Column ${column.name} of ${table.ref.name} is ${type} already. Name another type, or say with \`up\` what its values shall become.`,
    );
  }
  return { table, column, type, collation: isCollatable(type) ? column.collation : null };
}

const isCollatable = (type: string): boolean => /^(?:text|character varying|character|varchar)\b/.test(type);
