import type { Connection, Row } from "../connection.ts";
import { notOfExtension, type ShadowScope, USER_SCHEMA } from "./postgres-shadow-scope.ts";
import { TABLE_PARTS } from "./postgres-shadow-tables.ts";

/** One thing of the target, as the statement that makes it. `types` and `keys` come before rows, `rest` after. */
export interface SchemaPart {
  readonly stage: "schemas" | "types" | "keys" | "rest";
  readonly kind: string;
  readonly name: string;
  /** `null`: it cannot be rebuilt, and `why` says so. */
  readonly sql: string | null;
  readonly why: string | null;
}

export interface ShadowSchema {
  readonly version: number;
  readonly encoding: string;
  /** By name only: the target's words are never run with the rights that an extension needs. */
  readonly extensions: readonly { readonly name: string; readonly schema: string }[];
  readonly parts: readonly SchemaPart[];
}

const SCHEMAS = `
  SELECT 'schemas' AS stage, 'schema' AS kind, quote_ident(n.nspname) AS name,
         format('CREATE SCHEMA IF NOT EXISTS %I', n.nspname) AS sql FROM pg_namespace n
   WHERE ${USER_SCHEMA} AND ${notOfExtension("pg_namespace", "n.oid")} ORDER BY 3`;

const EXTENSIONS = `
  SELECT e.extname AS name, n.nspname AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
   WHERE e.extname <> 'plpgsql' ORDER BY e.oid`;

const TYPES = `
  SELECT 'types' AS stage, 'type' AS kind, format('%I.%I', n.nspname, t.typname) AS name,
         CASE t.typtype
           WHEN 'e' THEN format('CREATE TYPE %I.%I AS ENUM (%s)', n.nspname, t.typname,
             (SELECT coalesce(string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder), '') FROM pg_enum e WHERE e.enumtypid = t.oid))
           WHEN 'c' THEN format('CREATE TYPE %I.%I AS (%s)', n.nspname, t.typname,
             (SELECT coalesce(string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum), '')
                FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
           WHEN 'r' THEN format('CREATE TYPE %I.%I AS RANGE (SUBTYPE = %s)', n.nspname, t.typname,
             (SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid))
           WHEN 'd' THEN format('CREATE DOMAIN %I.%I AS %s%s%s%s', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod),
             CASE WHEN t.typdefault IS NOT NULL THEN ' DEFAULT ' || t.typdefault ELSE '' END,
             CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END,
             (SELECT coalesce(string_agg(format(' CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), '' ORDER BY k.conname), '')
                FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'))
         END AS sql
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
   WHERE (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND c.relkind = 'c')) AND ${USER_SCHEMA} AND ${notOfExtension("pg_type", "t.oid")}
   ORDER BY t.oid`;

/** Sequences of the copied tables. Those of identity columns come with the column. */
const SEQUENCES = `
  SELECT 'types' AS stage, 'sequence' AS kind, format('%I.%I', n.nspname, c.relname) AS name,
         format('CREATE SEQUENCE %I.%I AS %s INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s%s', n.nspname, c.relname,
                format_type(s.seqtypid, NULL), s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache, CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END) AS sql
    FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE ${USER_SCHEMA} AND ${notOfExtension("pg_class", "c.oid")}
     AND NOT EXISTS (SELECT 1 FROM pg_depend i WHERE i.classid = 'pg_class'::regclass AND i.objid = c.oid AND i.deptype = 'i')
     AND (EXISTS (SELECT 1 FROM pg_depend o WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.deptype = 'a' AND o.refobjid = ANY ($1::oid[]))
       OR EXISTS (SELECT 1 FROM pg_depend u JOIN pg_attrdef d ON d.oid = u.objid WHERE u.classid = 'pg_attrdef'::regclass AND u.refobjid = c.oid AND d.adrelid = ANY ($1::oid[]))
       OR NOT EXISTS (SELECT 1 FROM pg_depend u WHERE u.refobjid = c.oid OR (u.objid = c.oid AND u.deptype = 'a')))
   ORDER BY c.oid`;

const OWNED = `
  SELECT 'keys' AS stage, 'sequence owner' AS kind, format('%I.%I', n.nspname, c.relname) AS name,
         format('ALTER SEQUENCE %I.%I OWNED BY %I.%I.%I', n.nspname, c.relname, tn.nspname, t.relname, a.attname) AS sql
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a' AND d.refobjsubid > 0
    JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
   WHERE c.relkind = 'S' AND t.oid = ANY ($1::oid[]) ORDER BY c.oid`;

const FUNCTIONS = `
  SELECT 'types' AS stage, 'function' AS kind, p.oid::regprocedure::text AS name,
         CASE WHEN p.prokind IN ('f', 'p') AND l.lanname NOT IN ('c', 'internal') THEN pg_get_functiondef(p.oid) END AS sql,
         CASE WHEN p.prokind IN ('a', 'w') THEN 'aggregates and window functions are not copied'
              WHEN l.lanname IN ('c', 'internal') THEN 'functions of compiled code are not copied' END AS why
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
   WHERE ${USER_SCHEMA} AND ${notOfExtension("pg_proc", "p.oid")} ORDER BY p.oid LIMIT 3000`;

const VIEWS = `
  SELECT 'rest' AS stage, CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END AS kind, format('%I.%I', n.nspname, c.relname) AS name,
         format('CREATE %s %I.%I (%s)%s AS %s', CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, n.nspname, c.relname,
                (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
                coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', ''), rtrim(pg_get_viewdef(c.oid), ';')) AS sql
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND c.oid = ANY ($1::oid[])
   ORDER BY c.oid`;

const DEFAULTS_OF_VIEWS = `
  SELECT 'rest' AS stage, 'view default' AS kind, format('%I.%I.%I', n.nspname, c.relname, a.attname) AS name,
         format('ALTER VIEW %I.%I ALTER COLUMN %I SET DEFAULT %s', n.nspname, c.relname, a.attname, pg_get_expr(d.adbin, d.adrelid)) AS sql
    FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid AND c.relkind = 'v' JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum WHERE c.oid = ANY ($1::oid[])`;

const PUBLICATIONS = `
  SELECT 'rest' AS stage, 'publication' AS kind, quote_ident(p.pubname) AS name,
         CASE WHEN p.puballtables THEN NULL ELSE format('CREATE PUBLICATION %I FOR TABLE %s', p.pubname,
           (SELECT string_agg(format('ONLY %I.%I', t.schemaname, t.tablename), ', ') FROM pg_publication_tables t
             WHERE t.pubname = p.pubname AND format('%I.%I', t.schemaname, t.tablename)::regclass::oid = ANY ($1::oid[]))) END AS sql,
         CASE WHEN p.puballtables THEN 'a publication of all tables needs a superuser, which the shadow''s owner is not' END AS why
    FROM pg_publication p
   WHERE p.puballtables OR EXISTS (SELECT 1 FROM pg_publication_tables t WHERE t.pubname = p.pubname AND format('%I.%I', t.schemaname, t.tablename)::regclass::oid = ANY ($1::oid[]))`;

const COMMENTS = `
  SELECT 'rest' AS stage, 'comment' AS kind, format('%I.%I', n.nspname, c.relname) || coalesce('.' || quote_ident(a.attname), '') AS name,
         format('COMMENT ON %s %I.%I%s IS %L', CASE WHEN a.attname IS NOT NULL THEN 'COLUMN' WHEN c.relkind = 'v' THEN 'VIEW' WHEN c.relkind = 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END,
                n.nspname, c.relname, coalesce('.' || quote_ident(a.attname), ''), d.description) AS sql
    FROM pg_description d JOIN pg_class c ON c.oid = d.objoid JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
   WHERE d.classoid = 'pg_class'::regclass AND c.relkind IN ('r', 'p', 'v', 'm') AND c.oid = ANY ($1::oid[])`;

/** What the shadow does not have at all, so that nobody takes its silence for an answer. */
const ABSENT = `
  SELECT 'rest' AS stage, 'event trigger' AS kind, quote_ident(evtname) AS name, NULL AS sql, 'event triggers are not copied' AS why FROM pg_event_trigger
  UNION ALL SELECT 'rest', 'foreign table', format('%I.%I', n.nspname, c.relname), NULL, 'foreign tables are not copied'
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'f' AND ${USER_SCHEMA}
  UNION ALL SELECT 'rest', 'roles and grants', '', NULL, 'roles of the target are not made on the scratch server; policies are copied for all roles'
   WHERE EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relacl IS NOT NULL AND ${USER_SCHEMA})`;

const IN_ORDER = [
  SCHEMAS,
  TYPES,
  SEQUENCES,
  FUNCTIONS,
  ...TABLE_PARTS,
  OWNED,
  VIEWS,
  DEFAULTS_OF_VIEWS,
  PUBLICATIONS,
  COMMENTS,
  ABSENT,
];

/** Reads what makes the schema, as statements, in an order that mostly works; the builder tries again what does not. */
export async function readShadowSchema(connection: Connection, scope: ShadowScope): Promise<ShadowSchema> {
  const head = await connection.query(
    "SELECT current_setting('server_version_num')::int AS version, pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = current_database()",
  );
  const oids = [...scope.all];
  const parts: SchemaPart[] = [];
  for (const sql of IN_ORDER) {
    const { rows } = await connection.query(sql, sql.includes("$1") ? [oids] : []);
    parts.push(...rows.map(toPart));
  }
  const extensions = (await connection.query(EXTENSIONS)).rows.map((row) => ({
    name: String(row.name),
    schema: String(row.schema),
  }));
  return { version: Number(head.rows[0]?.version), encoding: String(head.rows[0]?.encoding), extensions, parts };
}

const toPart = (row: Row): SchemaPart => ({
  stage: row.stage as SchemaPart["stage"],
  kind: String(row.kind),
  name: String(row.name),
  sql: typeof row.sql === "string" ? row.sql : null,
  why: typeof row.why === "string" ? row.why : null,
});
