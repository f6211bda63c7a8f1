import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationColumn, OperationTable } from "../facts/table-facts.ts";

/** @throws DomainError `unsupported` for a column that cannot be replaced by another: generated, inherited, or a partition key. */
export function refuseFixedColumn(table: OperationTable, column: OperationColumn, what: string): void {
  const refuse = (reason: string) => {
    throw new DomainError("unsupported", `Column ${column.name} of ${table.ref.name} ${reason} Nothing was changed.`);
  };
  if (column.generated) {
    refuse(`is generated. ${what} follows from its expression: add a column with the new one and drop this.`);
  }
  if (column.inherited) refuse(`comes from a parent. ${what} is that of the parent: change the parent.`);
  if (table.partitionKey !== null && mentions(table.partitionKey, column.name)) {
    refuse("is part of the partition key. Make a new partitioned table and copy the rows.");
  }
}

/** The key as PostgreSQL writes it; a name in it may be quoted. */
const mentions = (key: string, name: string): boolean =>
  key
    .slice(key.indexOf("(") + 1)
    .split(/[^\p{L}\p{N}_$"]+/u)
    .some((word) => word === name || word === `"${name.replaceAll('"', '""')}"`) || key.includes(`"${name}"`);
