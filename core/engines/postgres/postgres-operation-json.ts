import type { Connection } from "../connection.ts";

/** Facts as the catalog query built them: one JSON object a row, in the shape of the type that is asked for. */
export async function readJson<T>(connection: Connection, sql: string, params: readonly unknown[]): Promise<T[]> {
  const { rows } = await connection.query(`SELECT q.fact::text AS fact FROM (${sql}) q`, params);
  return rows.map(({ fact }) => JSON.parse(String(fact)) as T);
}

/** An access list as `GrantFact[]`. */
export const GRANTS = (acl: string): string =>
  `(SELECT coalesce(json_agg(json_build_object('grantee', CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
      'grantor', quote_ident(pg_get_userbyid(g.grantor)), 'privilege', g.privilege_type, 'grantable', g.is_grantable)
    ORDER BY g.grantee, g.grantor, g.privilege_type), '[]') FROM aclexplode(${acl}) g)`;

/** A relation as `TableRef`, or NULL. */
export const REF = (oid: string): string =>
  `(SELECT json_build_object('schema', rn.nspname, 'name', rc.relname) FROM pg_class rc JOIN pg_namespace rn ON rn.oid = rc.relnamespace WHERE rc.oid = ${oid})`;

/** Names of columns by their numbers, in the order given. */
export const NAMES = (numbers: string, relation: string): string =>
  `(SELECT coalesce(json_agg(na.attname ORDER BY nk.n), '[]') FROM unnest(${numbers}) WITH ORDINALITY nk(num, n)
    JOIN pg_attribute na ON na.attrelid = ${relation} AND na.attnum = nk.num)`;

/** Names of the columns of a relation that an object is bound to. */
export const BOUND = (catalog: string, object: string, relation: string): string =>
  `(SELECT coalesce(json_agg(b.attname ORDER BY b.attname), '[]') FROM (SELECT DISTINCT ba.attname FROM pg_depend bd
      JOIN pg_attribute ba ON ba.attrelid = bd.refobjid AND ba.attnum = bd.refobjsubid
     WHERE bd.classid = '${catalog}'::regclass AND bd.objid = ${object} AND bd.refclassid = 'pg_class'::regclass AND bd.refobjid = ${relation}) b)`;

/** A field that older servers do not have, by `to_jsonb`. */
export const FIELD = (row: string, name: string): string => `(to_jsonb(${row}) ->> '${name}')`;

export const OPTIONS = (column: string): string => `coalesce(array_to_json(${column}), '[]')`;
