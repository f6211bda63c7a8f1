import type { OperationColumn } from "#core/plan/operations/facts/table-facts.ts";
import type { Connection } from "../connection.ts";
import { FIELD, GRANTS, OPTIONS, REF, readJson } from "./postgres-operation-json.ts";

const SEQUENCE = `(SELECT json_build_object('ref', ${REF("d.objid")}, 'type', format_type(s.seqtypid, NULL), 'identity', d.deptype = 'i',
      'options', format('INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s %s', s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache,
        CASE WHEN s.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END),
      'comment', obj_description(s.seqrelid, 'pg_class'), 'grants', ${GRANTS("sc.relacl")})
    FROM pg_depend d JOIN pg_sequence s ON s.seqrelid = d.objid JOIN pg_class sc ON sc.oid = d.objid
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
      AND d.deptype IN ('a', 'i') ORDER BY d.deptype = 'i' DESC, d.objid LIMIT 1)`;

/** A default or NULL's name comes with the column; a NOT NULL that was not validated yet is none. */
const COLUMNS = `SELECT json_build_object('name', a.attname, 'position', a.attnum, 'type', format_type(a.atttypid, a.atttypmod),
    'notNull', a.attnotnull AND coalesce(${FIELD("k", "convalidated")}::boolean, true), 'notNullName', k.conname,
    'default', CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END,
    'generated', CASE WHEN a.attgenerated <> '' THEN json_build_object(
      'kind', CASE a.attgenerated WHEN 'v' THEN 'virtual' ELSE 'stored' END, 'expression', pg_get_expr(d.adbin, d.adrelid)) END,
    'identity', CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by-default' END,
    'sequence', ${SEQUENCE},
    'collation', CASE WHEN a.attcollation <> 0 AND a.attcollation <> t.typcollation THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END,
    'storage', CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'm' THEN 'MAIN' WHEN 'e' THEN 'EXTERNAL' ELSE 'EXTENDED' END END,
    'compression', CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END,
    'statisticsTarget', nullif(a.attstattarget, -1), 'options', ${OPTIONS("a.attoptions")},
    'comment', col_description(a.attrelid, a.attnum), 'grants', ${GRANTS("a.attacl")}, 'inherited', a.attinhcount > 0) AS fact
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_collation co ON co.oid = a.attcollation LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
  LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum]
  WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;

export const readOperationColumns = (connection: Connection, oid: string): Promise<readonly OperationColumn[]> =>
  readJson<OperationColumn>(connection, COLUMNS, [oid]);
