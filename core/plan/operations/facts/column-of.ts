import { DomainError } from "#core/domain/domain-error.ts";
import { didYouMean } from "../../did-you-mean.ts";
import type { OperationColumn, OperationTable } from "./table-facts.ts";

/** @throws DomainError `invalid-plan` where the table has no such column, with the nearest one. */
export function columnOf(table: OperationTable, name: string): OperationColumn {
  const column = table.columns.find((it) => it.name === name);
  if (column) return column;
  const names = table.columns.map((it) => it.name);
  const meant = didYouMean(name, names);
  throw new DomainError(
    "invalid-plan",
    `Table ${table.ref.name} has no column ${name}${meant ? `, did you mean ${meant}?` : "."} Its columns: ${names.join(", ")}.`,
    { extra: { unknown: name } },
  );
}
