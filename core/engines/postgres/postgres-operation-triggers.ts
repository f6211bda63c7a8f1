import type { OperationPolicy, OperationTrigger } from "#core/plan/operations/facts/table-facts.ts";
import type { Connection } from "../connection.ts";
import { BOUND, NAMES, REF, readJson } from "./postgres-operation-json.ts";
import { textInParentheses } from "./postgres-parenthesised.ts";

const TRIGGERS = (
  where: string,
): string => `SELECT json_build_object('name', t.tgname, 'definition', pg_get_triggerdef(t.oid), 'columns', ${BOUND("pg_trigger", "t.oid", "t.tgrelid")},
    'hasWhen', t.tgqual IS NOT NULL, 'updateOf', ${NAMES("t.tgattr::int2[]", "t.tgrelid")}, 'onUpdate', t.tgtype & 16 <> 0,
    'enabled', CASE t.tgenabled WHEN 'A' THEN 'always' WHEN 'R' THEN 'replica' WHEN 'D' THEN 'disabled' ELSE 'origin' END,
    'beforeRow', t.tgtype & 3 = 3, 'internal', t.tgparentid <> 0,
    'plpgsql', (SELECT json_build_object('signature', (pg_identify_object('pg_proc'::regclass, p.oid, 0)).identity, 'cost', p.procost, 'mayAlter', pg_has_role(p.proowner, 'USAGE'))
      FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.oid = t.tgfoid AND l.lanname = 'plpgsql'),
     'comment', obj_description(t.oid, 'pg_trigger')) AS fact
  FROM pg_trigger t WHERE ${where} AND NOT t.tgisinternal ORDER BY t.tgname, t.tgrelid`;

type Found = Omit<OperationTrigger, "when"> & { readonly hasWhen: boolean };

export const readOperationTriggers = (connection: Connection, oid: string): Promise<readonly OperationTrigger[]> =>
  readTriggers(connection, "t.tgrelid = $1::oid", oid);

export const readPartitionTriggers = (connection: Connection, oid: string): Promise<readonly OperationTrigger[]> =>
  readTriggers(
    connection,
    "t.tgrelid IN (SELECT relid FROM pg_partition_tree($1::oid::regclass) WHERE level > 0) AND t.tgparentid = 0",
    oid,
  );

async function readTriggers(connection: Connection, where: string, oid: string): Promise<readonly OperationTrigger[]> {
  const found = await readJson<Found>(connection, TRIGGERS(where), [oid]);
  return await Promise.all(
    found.map(async ({ hasWhen, ...trigger }): Promise<OperationTrigger> => {
      // A condition over OLD and NEW is of two relations: the server prints it in the definition only.
      const when = hasWhen ? (await textInParentheses(trigger.definition, "WHEN")).join(", ") : null;
      return { ...trigger, when };
    }),
  );
}

const POLICIES = (
  where: string,
): string => `SELECT json_build_object('table', ${REF("p.polrelid")}, 'name', p.polname, 'permissive', p.polpermissive,
    'command', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
    'roles', (SELECT json_agg(CASE r.role WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.role)) END ORDER BY r.n) FROM unnest(p.polroles) WITH ORDINALITY r(role, n)),
    'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid), 'columns', ${BOUND("pg_policy", "p.oid", "$1::oid")},
    'comment', obj_description(p.oid, 'pg_policy')) AS fact
  FROM pg_policy p WHERE ${where} ORDER BY p.polname, p.oid`;

export const readOperationPolicies = (connection: Connection, oid: string): Promise<readonly OperationPolicy[]> =>
  readJson<OperationPolicy>(connection, POLICIES("p.polrelid = $1::oid"), [oid]);

export const readPoliciesElsewhere = (connection: Connection, oid: string): Promise<readonly OperationPolicy[]> =>
  readJson<OperationPolicy>(
    connection,
    POLICIES(`p.polrelid <> $1::oid AND EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_policy'::regclass AND d.objid = p.oid
      AND d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid)`),
    [oid],
  );
