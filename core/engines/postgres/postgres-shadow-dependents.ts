import type { Connection } from "../connection.ts";
import type { DependentFact } from "../shadow.ts";
import { notOfExtension, type ShadowScope, USER_SCHEMA } from "./postgres-shadow-scope.ts";
import { shortName } from "./postgres-shadow-snapshot.ts";

const TABLE = "format('%I.%I', tn.nspname, t.relname)";
const OF_TABLE = "JOIN pg_namespace tn ON tn.oid = t.relnamespace";
const NAMES = (numbers: string): string =>
  `(SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = ANY (${numbers}))`;

/** Each answers kind, key (as in the snapshot), name, table, columns, relation whose lock matters, and whether the server tracks it. */
const PARTS: readonly string[] = [
  // Views over views too: what happens to the lower one happens to them.
  `WITH RECURSIVE direct AS (
     SELECT r.ev_class AS view, d.refobjid AS source, d.refobjsubid AS num FROM pg_rewrite r
       JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class
      WHERE r.rulename = '_RETURN'),
   reach AS (SELECT view, source AS base, num FROM direct WHERE source = ANY ($1::oid[])
             UNION SELECT d.view, r.base, r.num FROM direct d JOIN reach r ON d.source = r.view)
   SELECT CASE v.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END AS kind,
          CASE v.relkind WHEN 'm' THEN 'materialized view ' ELSE 'view ' END || format('%I.%I', vn.nspname, v.relname) AS key,
          format('%I.%I', vn.nspname, v.relname) AS name, ${TABLE} AS tab,
          array_agg(DISTINCT a.attname::text) FILTER (WHERE a.attname IS NOT NULL) AS columns, format('%I.%I', vn.nspname, v.relname) AS relation, true AS tracked
     FROM reach JOIN pg_class v ON v.oid = reach.view JOIN pg_namespace vn ON vn.oid = v.relnamespace JOIN pg_class t ON t.oid = reach.base ${OF_TABLE}
     LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = reach.num AND reach.num > 0 GROUP BY 1, 2, 3, 4, 6`,
  `SELECT 'foreign key' AS kind, 'constraint ' || quote_ident(k.conname) || ' on ' || format('%I.%I', fn.nspname, f.relname), quote_ident(k.conname) || ' of ' || format('%I.%I', fn.nspname, f.relname),
          ${TABLE}, ${NAMES("k.confkey")}, format('%I.%I', fn.nspname, f.relname), true
     FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace JOIN pg_class t ON t.oid = k.confrelid ${OF_TABLE}
    WHERE k.contype = 'f' AND k.conparentid = 0 AND t.oid = ANY ($1::oid[]) AND f.oid <> t.oid`,
  `SELECT CASE k.contype WHEN 'f' THEN 'foreign key' ELSE 'constraint' END, 'constraint ' || quote_ident(k.conname) || ' on ' || ${TABLE}, quote_ident(k.conname), ${TABLE}, ${NAMES("k.conkey")},
          CASE WHEN k.contype = 'f' THEN (SELECT format('%I.%I', pn.nspname, p.relname) FROM pg_class p JOIN pg_namespace pn ON pn.oid = p.relnamespace WHERE p.oid = k.confrelid) END, true
     FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid ${OF_TABLE} WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND t.oid = ANY ($1::oid[])`,
  `SELECT 'index', 'index ' || format('%I.%I', cn.nspname, c.relname), format('%I.%I', cn.nspname, c.relname), ${TABLE},
          (SELECT array_agg(DISTINCT a.attname::text) FROM pg_depend d JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refobjid = t.oid AND d.refobjsubid > 0), NULL, true
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace JOIN pg_class t ON t.oid = i.indrelid ${OF_TABLE}
    WHERE t.oid = ANY ($1::oid[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))`,
  `SELECT 'trigger', 'trigger ' || quote_ident(g.tgname) || ' on ' || ${TABLE}, quote_ident(g.tgname), ${TABLE},
          (SELECT array_agg(DISTINCT a.attname::text) FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
             AND (a.attnum = ANY (g.tgattr::int2[]) OR p.prosrc ~ ('\\m' || regexp_replace(a.attname, '\\W', '\\\\\\&', 'g') || '\\M'))), NULL, false
     FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid JOIN pg_class t ON t.oid = g.tgrelid ${OF_TABLE}
    WHERE NOT g.tgisinternal AND g.tgparentid = 0 AND g.tgname !~ '^~~sluice' AND t.oid = ANY ($1::oid[])`,
  `SELECT 'policy', 'policy ' || quote_ident(p.polname) || ' on ' || ${TABLE}, quote_ident(p.polname), ${TABLE},
          (SELECT array_agg(DISTINCT a.attname::text) FROM pg_depend d JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
            WHERE d.classid = 'pg_policy'::regclass AND d.objid = p.oid AND d.refobjid = t.oid AND d.refobjsubid > 0), NULL, true
     FROM pg_policy p JOIN pg_class t ON t.oid = p.polrelid ${OF_TABLE} WHERE t.oid = ANY ($1::oid[])`,
  `SELECT 'publication', 'table ' || ${TABLE} || ' in publication ' || quote_ident(p.pubname), quote_ident(p.pubname), ${TABLE}, NULL::text[], NULL, true
     FROM pg_publication_tables v JOIN pg_publication p ON p.pubname = v.pubname JOIN pg_class t ON t.relname = v.tablename ${OF_TABLE} AND tn.nspname = v.schemaname WHERE t.oid = ANY ($1::oid[])`,
  `SELECT 'generated column', 'column ' || ${TABLE} || '.' || quote_ident(g.attname), quote_ident(g.attname), ${TABLE},
          (SELECT array_agg(DISTINCT a.attname::text) FROM pg_depend d JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
            WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid AND a.attnum <> g.attnum
              AND ((d.classid = 'pg_attrdef'::regclass AND d.objid = e.oid) OR (d.classid = 'pg_class'::regclass AND d.objid = t.oid AND d.objsubid = g.attnum))), NULL, true
     FROM pg_attribute g JOIN pg_attrdef e ON e.adrelid = g.attrelid AND e.adnum = g.attnum JOIN pg_class t ON t.oid = g.attrelid ${OF_TABLE} WHERE g.attgenerated <> '' AND t.oid = ANY ($1::oid[])`,
  // A body that is text is not tracked: its words are all that is known.
  `SELECT 'function', 'function ' || p.oid::regprocedure, p.oid::regprocedure::text, ${TABLE},
          (SELECT array_agg(DISTINCT a.attname::text) FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
             AND (p.prosrc ~ ('\\m' || regexp_replace(a.attname, '\\W', '\\\\\\&', 'g') || '\\M')
               OR EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refobjid = t.oid AND d.refobjsubid = a.attnum))),
          NULL, EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid)
     FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, pg_class t ${OF_TABLE}
    WHERE ${USER_SCHEMA} AND ${notOfExtension("pg_proc", "p.oid")} AND t.oid = ANY ($1::oid[]) AND p.prorettype <> 'trigger'::regtype
      AND (p.prosrc ~* ('\\m' || regexp_replace(t.relname, '\\W', '\\\\\\&', 'g') || '\\M')
        OR EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                    AND ((d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid) OR (d.refclassid = 'pg_type'::regclass AND d.refobjid = t.reltype))))`,
];

/** What hangs on the tables that the plan names, as the target's catalog has it. */
export async function readDependents(target: Connection, { named }: ShadowScope): Promise<readonly DependentFact[]> {
  const facts: DependentFact[] = [];
  for (const part of PARTS) {
    const { rows } = await target.query(
      `SELECT kind, key, name, tab, coalesce(array_to_json(columns)::text, '[]') AS columns, relation, tracked FROM (${part}) AS d (kind, key, name, tab, columns, relation, tracked)`,
      [[...named]],
    );
    for (const row of rows) {
      facts.push({
        kind: String(row.kind),
        key: shortName(String(row.key)),
        name: shortName(String(row.name)),
        table: shortName(String(row.tab)),
        columns: JSON.parse(String(row.columns)) as string[],
        relation: row.relation === null ? null : shortName(String(row.relation)),
        isTracked: row.tracked === true,
      });
    }
  }
  return facts;
}
