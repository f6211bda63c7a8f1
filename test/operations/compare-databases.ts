import type { Ask } from "./ask.ts";
import { catalogDump } from "./catalog-dump.ts";
import { compareLines } from "./compare-lines.ts";
import { readRows, rowsDump, type TableRows } from "./rows-dump.ts";

const MOST_ROWS_TOLD = 20;

/** Where a database is not as another one, in lines: `- ` it lacks, `+ ` it has too much. Empty: they are the same. */
export async function compareDatabases(
  wanted: Ask,
  found: Ask,
  options: { readonly unforeseen?: readonly string[] | undefined; readonly rows?: boolean } = {},
): Promise<readonly string[]> {
  const catalogs = await Promise.all([catalogDump(wanted), catalogDump(found)]);
  const differences = compareLines(...catalogs);
  if (options.rows === false) return differences;
  return [...differences, ...(await compareRows(wanted, found, options.unforeseen))];
}

async function compareRows(wanted: Ask, found: Ask, unforeseen?: readonly string[]): Promise<readonly string[]> {
  const [here, there] = await Promise.all([rowsDump(wanted, unforeseen), rowsDump(found, unforeseen)]);
  const differing = here.filter(
    (table) =>
      !isSame(
        table,
        there.find(({ name }) => name === table.name),
      ),
  );
  const lines: string[] = [];
  for (const table of differing) {
    const other = there.find(({ name }) => name === table.name);
    // A missing table is told by the catalog.
    if (!other) continue;
    const differences = compareLines(await readRows(wanted, table), await readRows(found, other));
    lines.push(...differences.slice(0, MOST_ROWS_TOLD));
    if (differences.length > MOST_ROWS_TOLD)
      lines.push(`… ${differences.length - MOST_ROWS_TOLD} more in ${table.name}`);
  }
  return lines;
}

const isSame = (a: TableRows, b: TableRows | undefined): boolean =>
  b !== undefined && a.rows === b.rows && a.sum === b.sum;
