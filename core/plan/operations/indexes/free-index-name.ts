import type { OperationTable } from "../facts/table-facts.ts";
import { objectName } from "../sql/object-name.ts";

/** The name that PostgreSQL would choose for an index or its constraint on a table, with a number where it is taken. */
export function freeIndexName(
  { ref, indexes, constraints }: OperationTable,
  columns: readonly string[],
  suffix: string,
): string {
  const taken = new Set([...indexes.map((it) => it.ref.name), ...constraints.map(({ name }) => name)]);
  for (let number = 0; ; number++) {
    const name = objectName(ref.name, columns, number === 0 ? suffix : `${suffix}${number}`);
    if (!taken.has(name)) return name;
  }
}
