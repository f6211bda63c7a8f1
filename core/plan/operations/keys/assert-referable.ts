import { DomainError } from "#core/domain/domain-error.ts";
import { columnOf } from "../facts/column-of.ts";
import type { OperationTable } from "../facts/table-facts.ts";

/** @throws DomainError `unsupported` unless a key of the table, which no transaction defers, is over exactly these columns. */
export function assertReferable(table: OperationTable, columns: readonly string[]): void {
  for (const name of columns) columnOf(table, name);
  const wanted = [...columns].toSorted().join("\0");
  const served = table.indexes.some((index) => {
    const names = index.keys.map(({ column }) => column ?? "");
    const constraint = table.constraints.find((it) => it.name === index.constraint);
    return (
      index.unique &&
      index.valid &&
      index.where === null &&
      (constraint?.deferrable ?? null) === null &&
      names.toSorted().join("\0") === wanted
    );
  });
  if (served) return;
  throw new DomainError(
    "unsupported",
    `No foreign key can point to ${table.ref.name} (${columns.join(", ")}): it has no unique key over exactly these columns that is valid, not partial and not deferrable. Nothing was changed. Add one first, with add-unique.`,
  );
}
