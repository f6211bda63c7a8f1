import type { Connection } from "../connection.ts";
import type { SchemaNames } from "../introspector.ts";

/** Sluice's own, and the server's, are not the user's. */
const USERS = "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sluice')";

const INDEXES = `
  SELECT n.nspname AS schema, i.relname AS name, t.relname AS "table"
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    JOIN pg_namespace n ON n.oid = i.relnamespace
   WHERE ${USERS} ORDER BY 1, 2`;
const ENUMS = `
  SELECT n.nspname AS schema, t.typname AS name, array_agg(e.enumlabel::text ORDER BY e.enumsortorder) AS values
    FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid JOIN pg_namespace n ON n.oid = t.typnamespace
   WHERE ${USERS} GROUP BY 1, 2 ORDER BY 1, 2`;

export async function readNames(connection: Connection): Promise<SchemaNames> {
  const indexes = await connection.query(INDEXES);
  const enums = await connection.query(ENUMS);
  return {
    indexes: indexes.rows.map((row) => ({
      schema: String(row.schema),
      name: String(row.name),
      table: String(row.table),
    })),
    enums: enums.rows.map((row) => ({
      schema: String(row.schema),
      name: String(row.name),
      values: row.values as string[],
    })),
  };
}
