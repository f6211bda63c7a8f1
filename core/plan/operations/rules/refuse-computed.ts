import { DomainError } from "#core/domain/domain-error.ts";
import type { ColumnSpec } from "#core/domain/plan-operation.ts";

/** @throws DomainError `unsupported` for a column that shall hold what `up` gives and be computed by the server as well. */
export function refuseComputed({ name, identity, generated }: ColumnSpec): void {
  if (identity === undefined && generated === undefined) return;
  const what = identity === undefined ? "generated" : "an identity";
  throw new DomainError(
    "unsupported",
    `Column ${name} cannot be ${what} and hold what \`up\` gives. Leave one of them out; a column that only the server fills is added by add-column.`,
  );
}
