import type { OperationTable } from "../facts/table-facts.ts";
import type { OperationCatalog } from "../operation.ts";

/** Partitions of all levels, parents before their parts; empty for a table that is not partitioned. */
export async function partitionsOf(
  table: OperationTable,
  catalog: Pick<OperationCatalog, "find">,
): Promise<readonly OperationTable[]> {
  const all: OperationTable[] = [];
  for (const ref of table.partitions) {
    const part = await catalog.find(ref);
    if (part) all.push(part, ...(await partitionsOf(part, catalog)));
  }
  // Whether the catalog lists the parts of parts too is its own affair.
  return all.filter((it, index) => all.findIndex((other) => other.oid === it.oid) === index);
}
