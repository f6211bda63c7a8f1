import { DomainError } from "#core/domain/domain-error.ts";
import { didYouMean } from "../../did-you-mean.ts";
import type { OperationIndex, OperationTable } from "../facts/table-facts.ts";

/** @throws DomainError `invalid-plan` where the table has no such index, with the nearest one. */
export function indexOf(table: OperationTable, name: string): OperationIndex {
  const index = table.indexes.find((it) => it.ref.name === name);
  if (index) return index;
  const names = table.indexes.map((it) => it.ref.name);
  const meant = didYouMean(name, names);
  const has = names.length > 0 ? `Its indexes: ${names.join(", ")}.` : "It has none.";
  throw new DomainError(
    "invalid-plan",
    `Table ${table.ref.name} has no index ${name}${meant ? `, did you mean ${meant}?` : "."} ${has}`,
  );
}
