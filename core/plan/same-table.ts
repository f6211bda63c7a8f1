import type { TableRef } from "#core/engines/introspector.ts";

/** Whether two names mean one table. A name without schema is taken to mean the table of that name in any schema. */
export const sameTable = (a: TableRef, b: TableRef): boolean =>
  a.name === b.name && (a.schema === undefined || b.schema === undefined || a.schema === b.schema);

/** As people write it. */
export const tableName = (table: { readonly schema?: string | null | undefined; readonly name: string }): string =>
  table.schema ? `${table.schema}.${table.name}` : table.name;
