import type { Connection } from "../connection.ts";
import type { SchemaSnapshot } from "../shadow.ts";
import { notOfExtension } from "./postgres-shadow-scope.ts";

/** Tables of Sluice itself are no part of the schema; functions that a sync puts beside them are. */
const SCHEMA = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'`;
const TABLE_SCHEMA = `${SCHEMA} AND n.nspname <> 'sluice'`;
const AT = "format('%I.%I', n.nspname, c.relname)";
const OF_TABLE = `JOIN pg_namespace n ON n.oid = c.relnamespace`;

const KIND = `CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE c.relkind::text END`;

const PARTS: readonly string[] = [
  `SELECT 'schema ' || quote_ident(n.nspname) AS key, '' AS text FROM pg_namespace n WHERE ${TABLE_SCHEMA}`,
  `SELECT 'extension ' || quote_ident(extname), extversion FROM pg_extension`,
  `SELECT ${KIND} || ' ' || ${AT},
          concat_ws(', ', CASE c.relkind WHEN 'p' THEN 'partitioned by ' || pg_get_partkeydef(c.oid) WHEN 'v' THEN pg_get_viewdef(c.oid) WHEN 'm' THEN pg_get_viewdef(c.oid) ELSE 'table' END,
            CASE c.relpersistence WHEN 'u' THEN 'unlogged' END, array_to_string(c.reloptions, ', '),
            CASE WHEN c.relispartition THEN 'partition of ' || (SELECT i.inhparent::regclass FROM pg_inherits i WHERE i.inhrelid = c.oid) || ' ' || pg_get_expr(c.relpartbound, c.oid) END,
            CASE WHEN c.relrowsecurity THEN 'row level security' END, CASE WHEN c.relforcerowsecurity THEN 'forced' END,
            CASE WHEN c.relreplident <> 'd' THEN 'replica identity ' || c.relreplident::text END, CASE WHEN c.reltablespace <> 0 THEN 'tablespace ' || c.reltablespace END,
            am.amname, 'access ' || c.relacl::text)
     FROM pg_class c ${OF_TABLE} LEFT JOIN pg_am am ON am.oid = c.relam AND am.amname <> 'heap'
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND ${TABLE_SCHEMA} AND ${notOfExtension("pg_class", "c.oid")}`,
  `SELECT 'inheritance of ' || ${AT}, string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid ${OF_TABLE} WHERE NOT c.relispartition AND c.relkind = 'r' AND ${TABLE_SCHEMA} GROUP BY 1`,
  `SELECT 'column ' || ${AT} || '.' || quote_ident(a.attname),
          concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attcollation <> t.typcollation THEN 'collate ' || a.attcollation::regcollation END,
            CASE WHEN a.attnotnull THEN 'not null' END,
            CASE WHEN a.attgenerated <> '' THEN 'generated (' || a.attgenerated::text || ') as ' || pg_get_expr(d.adbin, d.adrelid) WHEN d.adbin IS NOT NULL THEN 'default ' || pg_get_expr(d.adbin, d.adrelid) END,
            CASE a.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END,
            CASE WHEN a.attstorage <> t.typstorage THEN 'storage ' || a.attstorage::text END, CASE WHEN a.attcompression <> '' THEN 'compression ' || a.attcompression::text END,
            CASE WHEN coalesce(a.attstattarget, -1) >= 0 THEN 'statistics ' || a.attstattarget END, array_to_string(a.attoptions, ', '), a.attacl::text)
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid ${OF_TABLE} JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'c') AND ${TABLE_SCHEMA} AND ${notOfExtension("pg_class", "c.oid")}`,
  `SELECT 'column order of ' || ${AT}, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid ${OF_TABLE}
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'm') AND ${TABLE_SCHEMA} GROUP BY 1`,
  `SELECT 'constraint ' || quote_ident(k.conname) || ' on ' || ${AT},
          pg_get_constraintdef(k.oid) || CASE WHEN k.convalidated THEN '' ELSE ' (not valid)' END
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid ${OF_TABLE} WHERE k.contype IN ('p', 'u', 'f', 'c', 'x', 'n') AND ${TABLE_SCHEMA}`,
  `SELECT 'index ' || ${AT}, pg_get_indexdef(c.oid) || CASE WHEN i.indisvalid THEN '' ELSE ' (invalid)' END || CASE WHEN i.indisreplident THEN ' replica identity' ELSE '' END || CASE WHEN i.indisclustered THEN ' clustered' ELSE '' END
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid ${OF_TABLE} WHERE ${TABLE_SCHEMA} AND ${notOfExtension("pg_class", "i.indrelid")}`,
  `SELECT 'trigger ' || quote_ident(t.tgname) || ' on ' || ${AT}, pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' enabled ' || t.tgenabled::text END
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid ${OF_TABLE} WHERE NOT t.tgisinternal AND ${TABLE_SCHEMA}`,
  `SELECT 'rule ' || quote_ident(r.rulename) || ' on ' || ${AT}, pg_get_ruledef(r.oid) || CASE r.ev_enabled WHEN 'O' THEN '' ELSE ' enabled ' || r.ev_enabled::text END
     FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class ${OF_TABLE} WHERE r.rulename <> '_RETURN' AND ${TABLE_SCHEMA}`,
  `SELECT 'policy ' || quote_ident(p.polname) || ' on ' || ${AT},
          concat_ws(' ', p.polcmd, p.polpermissive, (SELECT string_agg(o::regrole::text, ',') FROM unnest(p.polroles) o WHERE o <> 0), 'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))
     FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid ${OF_TABLE} WHERE ${TABLE_SCHEMA}`,
  `SELECT 'function ' || p.oid::regprocedure, pg_get_functiondef(p.oid) || coalesce(p.proacl::text, '') FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.prokind IN ('f', 'p') AND ${SCHEMA} AND ${notOfExtension("pg_proc", "p.oid")}`,
  `SELECT 'type ' || format('%I.%I', n.nspname, t.typname),
          concat_ws(' ', t.typtype, CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END, CASE WHEN t.typnotnull THEN 'not null' END, 'default ' || t.typdefault,
            (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
            (SELECT string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid), ', ' ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid))
     FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE (t.typtype IN ('e', 'd') OR (t.typtype = 'r') OR (t.typtype = 'c' AND c.relkind = 'c')) AND ${TABLE_SCHEMA} AND ${notOfExtension("pg_type", "t.oid")}`,
  `SELECT 'sequence ' || ${AT},
          concat_ws(' ', format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
            'of ' || (SELECT d.refobjid::regclass || '.' || a.attname FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                       WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0))
     FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid ${OF_TABLE} WHERE ${TABLE_SCHEMA}`,
  `SELECT 'statistics ' || format('%I.%I', n.nspname, s.stxname), pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE ${TABLE_SCHEMA}`,
  `SELECT 'publication ' || quote_ident(p.pubname), concat_ws(' ', p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot) FROM pg_publication p`,
  `SELECT 'table ' || ${AT} || ' in publication ' || quote_ident(p.pubname), concat_ws(' ', to_jsonb(r) ->> 'prattrs', CASE WHEN to_jsonb(r) ->> 'prqual' IS NOT NULL THEN 'filtered' END)
     FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid JOIN pg_class c ON c.oid = r.prrelid ${OF_TABLE}`,
  `SELECT 'comment on ' || ${AT} || coalesce('.' || quote_ident(a.attname), ''), d.description
     FROM pg_description d JOIN pg_class c ON c.oid = d.objoid ${OF_TABLE} LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
    WHERE d.classoid = 'pg_class'::regclass AND ${TABLE_SCHEMA}`,
];

const SNAPSHOT = PARTS.join("\nUNION ALL\n");

/** The catalog as text, the same for the same schema however it came about. */
export async function readSnapshot(connection: Connection): Promise<SchemaSnapshot> {
  const { rows } = await connection.query(`SELECT key, text FROM (${SNAPSHOT}) AS s (key, text) ORDER BY key`);
  return new Map(rows.map((row) => [shortName(String(row.key)), String(row.text ?? "")]));
}

/** Names in the schema `public` are told without it. */
export const shortName = (name: string): string => name.replaceAll(/(?<=^| )public\./g, "");
