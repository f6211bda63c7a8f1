import type { ReferenceSpec } from "#core/domain/plan-operation.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { OperationSql } from "../operation.ts";

/** What stands after FOREIGN KEY (…). */
export const referencesText = (
  { columns, onDelete, onUpdate }: ReferenceSpec,
  parent: TableRef,
  sql: OperationSql,
): string =>
  [
    `REFERENCES ${sql.table(parent)} (${columns.map((it) => sql.name(it)).join(", ")})`,
    ...(onUpdate === undefined ? [] : [`ON UPDATE ${onUpdate.toUpperCase()}`]),
    ...(onDelete === undefined ? [] : [`ON DELETE ${onDelete.toUpperCase()}`]),
  ].join(" ");
