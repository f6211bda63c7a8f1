import type { Connection, Row } from "../connection.ts";
import type {
  ColumnDetail,
  ConstraintDetail,
  IndexDetail,
  TableDetail,
  TableRef,
  TableSummary,
} from "../introspector.ts";
import { quoteTableName } from "./postgres-names.ts";

const KINDS: Readonly<Record<string, TableSummary["kind"]>> = {
  r: "table",
  p: "partitioned table",
  v: "view",
  m: "materialized view",
  f: "table",
};
const CONSTRAINTS: Readonly<Record<string, ConstraintDetail["kind"]>> = {
  p: "primary key",
  u: "unique",
  f: "foreign key",
  c: "check",
  n: "not null",
  x: "exclusion",
};

const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
const number = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));

/** Partitions count for their parent and are not tables of their own. */
const SUMMARY = `
  SELECT c.oid::text AS oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
         CASE WHEN c.relkind = 'v' THEN NULL
              WHEN c.relkind = 'p' THEN (SELECT sum(nullif(p.reltuples, -1)) FROM pg_partition_tree(c.oid) t JOIN pg_class p ON p.oid = t.relid AND t.isleaf)
              ELSE nullif(c.reltuples, -1) END::float8 AS rows,
         CASE WHEN c.relkind = 'v' THEN NULL
              WHEN c.relkind = 'p' THEN (SELECT coalesce(sum(pg_total_relation_size(t.relid)), 0) FROM pg_partition_tree(c.oid) t WHERE t.isleaf)
              ELSE pg_total_relation_size(c.oid) END::text AS bytes,
         to_char((SELECT max(greatest(pg_stat_get_last_analyze_time(t.oid), pg_stat_get_last_autoanalyze_time(t.oid)))
                    FROM (SELECT c.oid UNION SELECT p.relid FROM pg_partition_tree(c.oid) p WHERE c.relkind = 'p') AS t(oid)) AT TIME ZONE 'UTC',
                 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS analyzed
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace`;

const summaryOf = (row: Row): TableSummary => ({
  schema: String(row.schema),
  name: String(row.name),
  kind: KINDS[String(row.kind)] ?? "table",
  rowEstimate: number(row.rows),
  bytes: number(row.bytes),
  lastAnalyzedAt: text(row.analyzed),
});

export async function readTables(connection: Connection): Promise<readonly TableSummary[]> {
  const { rows } = await connection.query(
    `${SUMMARY} WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
        AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'sluice') AND n.nspname !~ '^pg_(toast|temp)'
      ORDER BY n.nspname, c.relname`,
  );
  return rows.map(summaryOf);
}

/** The table's oid, or `null` where there is none of that name. */
export async function oidOf(connection: Connection, ref: TableRef): Promise<string | null> {
  const { rows } = await connection.query("SELECT to_regclass($1)::oid::text AS oid", [quoteTableName(ref)]);
  return text(rows[0]?.oid);
}

export async function readTable(connection: Connection, ref: TableRef): Promise<TableDetail | null> {
  const oid = await oidOf(connection, ref);
  if (oid === null) return null;
  const summary = await connection.query(
    `${SUMMARY} WHERE c.oid = $1::oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`,
    [oid],
  );
  const row = summary.rows[0];
  if (!row) return null;
  return {
    ...summaryOf(row),
    columns: await readColumns(connection, oid),
    indexes: await readIndexes(connection, oid),
    constraints: await readConstraints(connection, oid),
    triggers: await readTriggers(connection, oid),
  };
}

export async function readColumns(connection: Connection, oid: string): Promise<readonly ColumnDetail[]> {
  const { rows } = await connection.query(
    `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
            pg_get_expr(d.adbin, d.adrelid) AS default_value, a.attgenerated <> '' AS generated, a.attidentity <> '' AS identity,
            CASE WHEN a.attcollation <> 0 AND a.attcollation <> t.typcollation THEN quote_ident(n.nspname) || '.' || quote_ident(o.collname) END AS collation_name
       FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
       LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       LEFT JOIN pg_collation o ON o.oid = a.attcollation LEFT JOIN pg_namespace n ON n.oid = o.collnamespace
      WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    [oid],
  );
  return rows.map((row) => ({
    name: String(row.name),
    type: String(row.type),
    nullable: row.nullable === true,
    // A generated column's expression is no default: nobody can leave it out or set it.
    default: row.generated === true ? null : text(row.default_value),
    generated: row.generated === true,
    identity: row.identity === true,
    collation: text(row.collation_name),
  }));
}

async function readIndexes(connection: Connection, oid: string): Promise<readonly IndexDetail[]> {
  const { rows } = await connection.query(
    `SELECT c.relname AS name, pg_get_indexdef(c.oid) AS definition, i.indisunique AS is_unique, i.indisprimary AS is_primary,
            i.indisvalid AND i.indisready AND i.indislive AS valid, i.indpred IS NOT NULL AS partial,
            CASE WHEN c.relkind = 'I' THEN NULL ELSE pg_relation_size(c.oid) END::text AS bytes,
            array_to_json(array(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(num, n)
                     LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num AND k.num > 0
                    WHERE k.n <= i.indnkeyatts ORDER BY k.n))::text AS columns
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = $1::oid
      ORDER BY i.indisprimary DESC, c.relname`,
    [oid],
  );
  return rows.map((row) => ({
    name: String(row.name),
    definition: String(row.definition),
    columns: (JSON.parse(String(row.columns)) as unknown[]).map(text),
    unique: row.is_unique === true,
    primary: row.is_primary === true,
    valid: row.valid === true,
    partial: row.partial === true,
    bytes: number(row.bytes),
  }));
}

async function readConstraints(connection: Connection, oid: string): Promise<readonly ConstraintDetail[]> {
  const { rows } = await connection.query(
    `SELECT conname AS name, contype AS kind, pg_get_constraintdef(oid) AS definition, convalidated AS validated
       FROM pg_constraint WHERE conrelid = $1::oid AND contype IN ('p', 'u', 'f', 'c', 'n', 'x')
      ORDER BY array_position(ARRAY['p', 'u', 'f', 'x', 'c', 'n'], contype::text), conname`,
    [oid],
  );
  return rows.map((row) => ({
    name: String(row.name),
    kind: CONSTRAINTS[String(row.kind)] ?? "check",
    definition: String(row.definition),
    validated: row.validated === true,
  }));
}

export async function readTriggers(connection: Connection, oid: string): Promise<TableDetail["triggers"]> {
  const { rows } = await connection.query(
    `SELECT tgname AS name, pg_get_triggerdef(oid) || CASE tgenabled WHEN 'D' THEN ' (disabled)' WHEN 'A' THEN ' (always)' WHEN 'R' THEN ' (replica)' ELSE '' END AS definition
       FROM pg_trigger WHERE tgrelid = $1::oid AND NOT tgisinternal ORDER BY tgname`,
    [oid],
  );
  return rows.map((row) => ({ name: String(row.name), definition: String(row.definition) }));
}
