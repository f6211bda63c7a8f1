import type { EnumFacts } from "#core/plan/operations/operation.ts";
import type { Connection } from "../connection.ts";
import { GRANTS, REF, readJson } from "./postgres-operation-json.ts";

/** What is bound to the enum or to its array type. */
const BOUND = `pg_depend d WHERE d.refclassid = 'pg_type'::regclass AND d.refobjid IN (t.oid, t.typarray) AND d.deptype IN ('n', 'a')`;
/** Functions that can be made again from their text. */
const TEXTUAL = `p.prokind IN ('f', 'p') AND p.prosqlbody IS NULL AND l.lanname NOT IN ('c', 'internal')
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')`;
const ACL = (acl: string): string => `CASE WHEN ${acl} IS NOT NULL THEN ${GRANTS(acl)} END`;

const FUNCTIONS = `(SELECT coalesce(json_agg(json_build_object('ref', json_build_object('schema', pn.nspname, 'name', p.proname),
      'signature', p.oid::regprocedure::text, 'definition', pg_get_functiondef(p.oid), 'owner', quote_ident(pg_get_userbyid(p.proowner)),
      'comment', obj_description(p.oid, 'pg_proc'), 'grants', ${ACL("p.proacl")},
      'users', (SELECT coalesce(json_agg(DISTINCT pg_describe_object(u.classid, u.objid, u.objsubid)), '[]') FROM pg_depend u
        WHERE u.refclassid = 'pg_proc'::regclass AND u.refobjid = p.oid AND u.deptype IN ('n', 'a'))) ORDER BY p.oid), '[]')
    FROM pg_proc p JOIN pg_namespace pn ON pn.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
   WHERE ${TEXTUAL} AND p.oid IN (SELECT d.objid FROM ${BOUND} AND d.classid = 'pg_proc'::regclass))`;

/** Columns of tables are told apart, with their own defaults. */
const USERS = `(SELECT coalesce(json_agg(u.fact ORDER BY u.fact ->> 'what'), '[]') FROM (SELECT DISTINCT jsonb_build_object('what', pg_describe_object(d.classid, d.objid, d.objsubid),
      'kind', k.relname, 'on', coalesce(${REF("o.oid")}, ${REF("g.tgrelid")}), 'name', coalesce(a.attname, g.tgname)) AS fact
    FROM (SELECT d.* FROM ${BOUND}) d JOIN pg_class k ON k.oid = d.classid
    LEFT JOIN pg_class o ON d.classid = 'pg_class'::regclass AND o.oid = d.objid
    LEFT JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum = d.objsubid AND d.objsubid > 0
    LEFT JOIN pg_trigger g ON d.classid = 'pg_trigger'::regclass AND g.oid = d.objid
    WHERE (o.relkind IN ('r', 'p', 'f') AND d.objsubid > 0) IS NOT TRUE
      AND NOT (d.classid = 'pg_attrdef'::regclass AND EXISTS (SELECT FROM pg_attrdef f JOIN pg_attribute c ON c.attrelid = f.adrelid AND c.attnum = f.adnum
        WHERE f.oid = d.objid AND c.atttypid IN (t.oid, t.typarray)))
      AND NOT (d.classid = 'pg_proc'::regclass AND EXISTS (SELECT FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.oid = d.objid AND ${TEXTUAL}))) u)`;

const ENUM = `SELECT json_build_object('ref', json_build_object('schema', n.nspname, 'name', t.typname), 'owner', quote_ident(pg_get_userbyid(t.typowner)),
    'comment', obj_description(t.oid, 'pg_type'), 'grants', ${ACL("t.typacl")},
    'extension', (SELECT x.extname FROM pg_depend e JOIN pg_extension x ON x.oid = e.refobjid
      WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e'),
    'values', (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
    'columns', (SELECT coalesce(json_agg(json_build_object('table', ${REF("c.oid")}, 'column', a.attname, 'array', a.atttypid = t.typarray) ORDER BY c.oid, a.attnum), '[]')
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f') WHERE a.atttypid IN (t.oid, t.typarray) AND NOT a.attisdropped),
    'functions', ${FUNCTIONS}, 'users', ${USERS}) AS fact
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.oid = $1::oid AND t.typtype = 'e'`;

/** An enum with all that is bound to it; the path must be empty. `null`: there is no such enum. */
export async function readOperationEnum(connection: Connection, oid: string): Promise<EnumFacts | null> {
  const [found] = await readJson<EnumFacts>(connection, ENUM, [oid]);
  return found ? { ...found, values: found.values ?? [] } : null;
}
