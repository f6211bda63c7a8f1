import { DomainError } from "#core/domain/domain-error.ts";
import { assertNameFits } from "../facts/assert-name-fits.ts";
import { columnOf } from "../facts/column-of.ts";
import type { OperationTable } from "../facts/table-facts.ts";
import type { OperationCatalog } from "../operation.ts";

/** @throws DomainError `invalid-plan` where the name is taken or a column is missing or named twice. */
export async function assertNewKey(
  table: OperationTable,
  { name, columns }: { readonly name: string; readonly columns: readonly string[] },
  catalog: Pick<OperationCatalog, "find">,
): Promise<void> {
  const refuse = (why: string): never => {
    throw new DomainError("invalid-plan", `${why} Nothing was changed.`);
  };
  assertNameFits(name);
  for (const column of columns) columnOf(table, column);
  const twice = columns.find((it, index) => columns.indexOf(it) !== index);
  if (twice !== undefined) refuse(`Column ${twice} is named twice in ${name}.`);
  const isTaken =
    table.constraints.some((it) => it.name === name) ||
    table.indexes.some((it) => it.ref.name === name) ||
    (await catalog.find({ schema: table.ref.schema, name })) !== null;
  if (isTaken)
    refuse(`There is a ${name} in schema ${table.ref.schema} or on ${table.ref.name} already: choose another name.`);
}
