import { DomainError } from "#core/domain/domain-error.ts";
import { didYouMean } from "../../did-you-mean.ts";
import type { OperationConstraint, OperationTable } from "../facts/table-facts.ts";

/** @throws DomainError `invalid-plan` where the table has no such constraint, with the nearest one. */
export function constraintOf(table: OperationTable, name: string): OperationConstraint {
  const constraint = table.constraints.find((it) => it.name === name);
  if (constraint) return constraint;
  const names = table.constraints.map((it) => it.name);
  const meant = didYouMean(name, names);
  const has = names.length > 0 ? `Its constraints: ${names.join(", ")}.` : "It has none.";
  throw new DomainError(
    "invalid-plan",
    `Table ${table.ref.name} has no constraint ${name}${meant ? `, did you mean ${meant}?` : "."} ${has}`,
  );
}
