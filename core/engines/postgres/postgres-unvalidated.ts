import type { Connection } from "../connection.ts";
import type { RowRule, RowSource } from "../row-rule.ts";
import { quoteTableName } from "./postgres-names.ts";

const namesOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** A constraint of the catalog that rows need not satisfy before VALIDATE. */
export async function unvalidatedRule(
  connection: Connection,
  { table }: RowSource,
  constraint: string,
): Promise<RowRule | null> {
  const columns = (relation: string, keys: string) =>
    `array(SELECT a.attname::text FROM unnest(${keys}) WITH ORDINALITY k(num, n) JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = k.num ORDER BY k.n)`;
  const { rows } = await connection.query(
    `SELECT c.contype::text AS kind, pg_get_expr(c.conbin, c.conrelid) AS expression, c.confmatchtype::text AS match,
            ${columns("c.conrelid", "c.conkey")} AS columns, ${columns("c.confrelid", "c.confkey")} AS referenced, n.nspname AS schema, r.relname AS name
       FROM pg_constraint c LEFT JOIN pg_class r ON r.oid = c.confrelid LEFT JOIN pg_namespace n ON n.oid = r.relnamespace
      WHERE c.conrelid = to_regclass($1) AND c.conname = $2 AND NOT c.convalidated`,
    [quoteTableName(table), constraint],
  );
  const [row] = rows;
  if (!row) return null;
  if (row.kind === "n") return { kind: "not null", columns: namesOf(row.columns) };
  if (row.kind === "c") return { kind: "check", expression: String(row.expression) };
  if (row.kind !== "f") return null;
  return {
    kind: "foreign key",
    columns: namesOf(row.columns),
    references: { schema: String(row.schema), name: String(row.name) },
    referenced: namesOf(row.referenced),
    full: row.match === "f",
  };
}
