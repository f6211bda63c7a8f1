import type { OperationFunction, OperationTable } from "#core/plan/operations/facts/table-facts.ts";
import type { Connection } from "../connection.ts";
import { BOUND, readJson } from "./postgres-operation-json.ts";

const FUNCTIONS = `SELECT json_build_object('signature', p.oid::regprocedure::text, 'definition', pg_get_functiondef(p.oid), 'columns', ${BOUND("pg_proc", "p.oid", "$1::oid")}) AS fact
  FROM pg_proc p WHERE p.oid IN (SELECT d.objid FROM pg_depend d
    WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid AND d.deptype = 'n') ORDER BY p.oid`;

export const readOperationFunctions = (connection: Connection, oid: string): Promise<readonly OperationFunction[]> =>
  readJson<OperationFunction>(connection, FUNCTIONS, [oid]);

/** What has a place of its own among the facts is not told again. */
const TOLD = `('pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_trigger'::regclass, 'pg_constraint'::regclass, 'pg_statistic_ext'::regclass, 'pg_publication_rel'::regclass, 'pg_proc'::regclass)`;

const OTHERS = `SELECT json_build_object('what', pg_describe_object(d.classid, d.objid, d.objsubid), 'column', a.attname, 'kind', k.relname) AS fact
    FROM pg_depend d JOIN pg_class k ON k.oid = d.classid LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid AND d.refobjsubid > 0
   WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid AND d.deptype = 'n' AND d.classid NOT IN ${TOLD}
     AND NOT (d.classid = 'pg_class'::regclass AND EXISTS (SELECT FROM pg_class o WHERE o.oid = d.objid AND o.relkind IN ('i', 'I', 'S')))
     AND NOT (d.classid = 'pg_attrdef'::regclass AND EXISTS (SELECT FROM pg_attrdef o WHERE o.oid = d.objid AND o.adrelid = $1::oid))
     AND NOT (d.classid = 'pg_class'::regclass AND EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = d.objid AND h.inhparent = $1::oid))
  UNION ALL SELECT json_build_object('what', pg_describe_object(d.classid, d.objid, d.objsubid), 'column', NULL, 'kind', 'row-type')
    FROM pg_class c JOIN pg_type ty ON ty.oid = c.reltype
    JOIN pg_depend d ON d.refclassid = 'pg_type'::regclass AND d.refobjid IN (ty.oid, ty.typarray) AND d.deptype = 'n' WHERE c.oid = $1::oid
  UNION ALL SELECT json_build_object('what', pg_describe_object(d.classid, d.objid, d.objsubid), 'column', a.attname, 'kind', 'sequence-user')
    FROM pg_depend o JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = o.objid AND d.deptype = 'n' AND d.classid = 'pg_attrdef'::regclass
    JOIN pg_attrdef f ON f.oid = d.objid AND f.adrelid <> o.refobjid JOIN pg_attribute a ON a.attrelid = o.refobjid AND a.attnum = o.refobjsubid
   WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass AND o.refobjid = $1::oid AND o.deptype IN ('a', 'i')`;

export const readOtherUsers = (connection: Connection, oid: string): Promise<OperationTable["others"]> =>
  readJson<OperationTable["others"][number]>(connection, OTHERS, [oid]);

/** The server's identity of an object names its schema whatever the path. */
const DEPENDENTS = `SELECT json_build_object('column', a.attname, 'identity', i.identity) AS fact
  FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
  CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) i
  WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid AND d.deptype IN ('n', 'a') ORDER BY a.attnum, i.identity`;

export const readDependents = (connection: Connection, oid: string): Promise<OperationTable["dependents"]> =>
  readJson<OperationTable["dependents"][number]>(connection, DEPENDENTS, [oid]);

/** A function that names table and column, or is a trigger of the table and names the column. */
const MENTIONS = `SELECT json_build_object('what', p.oid::regprocedure::text, 'column', a.attname) AS fact
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_proc p ON p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND p.pronamespace IS DISTINCT FROM to_regnamespace('sluice')
  JOIN pg_language l ON l.oid = p.prolang AND l.lanname NOT IN ('c', 'internal')
  WHERE c.oid = $1::oid AND p.prosqlbody IS NULL AND position(lower(a.attname) IN lower(p.prosrc)) > 0
    AND p.prosrc ~* ('\\m' || regexp_replace(a.attname, '([^[:alnum:]_])', '\\\\\\1', 'g') || '\\M')
    AND (position(lower(c.relname) IN lower(p.prosrc)) > 0 OR EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgfoid = p.oid))
  ORDER BY p.oid, a.attnum`;

export const readMentions = (connection: Connection, oid: string): Promise<OperationTable["mentions"]> =>
  readJson<OperationTable["mentions"][number]>(connection, MENTIONS, [oid]);
