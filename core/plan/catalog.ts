import type { Connection } from "#core/engines/connection.ts";
import type { Introspector, TableDetail, TableRef, TableSummary } from "#core/engines/introspector.ts";

/** What a database has of the tables that a plan names, read once. */
export interface Catalog {
  /** `null`: no such table. */
  find(ref: TableRef): TableDetail | null;
  /** All tables, for suggestions. */
  readonly tables: readonly TableSummary[];
}

/** Reads the named tables. */
export async function readCatalog(
  connection: Connection,
  introspector: Introspector,
  refs: readonly TableRef[],
): Promise<Catalog> {
  const tables = await introspector.tables(connection);
  const found = new Map<string, TableDetail | null>();
  for (const ref of refs) {
    if (!found.has(keyOf(ref))) found.set(keyOf(ref), await introspector.table(connection, ref));
  }
  return { tables, find: (ref) => found.get(keyOf(ref)) ?? null };
}

export const keyOf = (ref: TableRef): string => JSON.stringify([ref.schema ?? null, ref.name]);
