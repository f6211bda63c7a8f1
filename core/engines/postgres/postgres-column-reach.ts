import type { Connection } from "../connection.ts";
import type { AskedColumn } from "../statement-history.ts";
import type { ReachedColumn, RelationName } from "./postgres-access-scope.ts";
import { quoteTableName } from "./postgres-names.ts";

/** Partitions and heirs of the table; views that depend on the column, or on its whole row, over any number of others. */
const REACHED = `
  WITH RECURSIVE relations AS (
    SELECT to_regclass($1)::oid AS oid
    UNION SELECT i.inhrelid FROM pg_inherits i JOIN relations r ON r.oid = i.inhparent),
  used AS (SELECT d.refobjid AS oid, d.refobjsubid AS column, w.ev_class AS view
             FROM pg_depend d JOIN pg_rewrite w ON w.oid = d.objid
            WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND w.ev_class <> d.refobjid),
  views AS (
    SELECT u.view AS oid FROM used u JOIN relations r ON r.oid = u.oid
      LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attname = $2
     WHERE u.column IN (0, a.attnum)
    UNION SELECT u.view FROM used u JOIN views v ON v.oid = u.oid)
  SELECT n.nspname::text AS schema, c.relname::text AS name, reached.is_view
    FROM (SELECT oid, false AS is_view FROM relations UNION ALL SELECT oid, true FROM views) reached
    JOIN pg_class c ON c.oid = reached.oid JOIN pg_namespace n ON n.oid = c.relnamespace`;

/** All through which a statement can reach a column. */
export async function reachOf(connection: Connection, { table, column }: AskedColumn): Promise<ReachedColumn> {
  const { rows } = await connection.query(REACHED, [quoteTableName(table), column]);
  const names = (isView: boolean): readonly RelationName[] =>
    rows
      .filter((row) => row.is_view === isView)
      .map(({ schema, name }) => ({ schema: String(schema), name: String(name) }));
  return { column, relations: names(false), views: names(true) };
}
