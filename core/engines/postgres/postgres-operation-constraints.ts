import type { OperationConstraint } from "#core/plan/operations/facts/table-facts.ts";
import type { Connection } from "../connection.ts";
import { FIELD, NAMES, REF, readJson } from "./postgres-operation-json.ts";

const ACTION = (field: string): string =>
  `CASE ${field} WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' ELSE 'NO ACTION' END`;

/** From 15 on SET NULL and SET DEFAULT may be for some of the columns only. */
const ONLY = `(SELECT ' (' || string_agg(quote_ident(oa.attname), ', ' ORDER BY o.n) || ')'
    FROM jsonb_array_elements_text(nullif(to_jsonb(k) -> 'confdelsetcols', 'null')) WITH ORDINALITY o(num, n)
    JOIN pg_attribute oa ON oa.attrelid = k.conrelid AND oa.attnum = o.num::int2)`;

const REFERENCES = `CASE WHEN k.contype = 'f' THEN json_build_object('table', ${REF("k.confrelid")}, 'columns', ${NAMES("k.confkey", "k.confrelid")},
    'index', ${REF("k.conindid")}, 'match', CASE k.confmatchtype WHEN 'f' THEN 'full' ELSE 'simple' END,
    'onUpdate', ${ACTION("k.confupdtype")}, 'onDelete', ${ACTION("k.confdeltype")} || coalesce(${ONLY}, '')) END`;

const CONSTRAINTS = (
  where: string,
): string => `SELECT json_build_object('name', k.conname, 'table', ${REF("k.conrelid")},
    'kind', CASE k.contype WHEN 'p' THEN 'primary-key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign-key' WHEN 'c' THEN 'check' ELSE 'exclusion' END,
    'definition', pg_get_constraintdef(k.oid), 'columns', ${NAMES("k.conkey", "k.conrelid")}, 'validated', k.convalidated,
    'deferrable', CASE WHEN k.condeferred THEN 'deferred' WHEN k.condeferrable THEN 'immediate' END,
    'noInherit', k.connoinherit, 'enforced', coalesce(${FIELD("k", "conenforced")}::boolean, true),
    'expression', CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END,
    'index', CASE WHEN k.contype <> 'f' THEN ${REF("k.conindid")} END, 'references', ${REFERENCES},
    'comment', obj_description(k.oid, 'pg_constraint'), 'inherited', k.conparentid <> 0 OR k.coninhcount > 0) AS fact
  FROM pg_constraint k WHERE ${where} ORDER BY k.contype = 'f', k.conname, k.oid`;

/** Of the table. NOT NULL is told of its column. */
export const readOperationConstraints = (connection: Connection, oid: string): Promise<OperationConstraint[]> =>
  readJson<OperationConstraint>(
    connection,
    CONSTRAINTS("k.conrelid = $1::oid AND k.contype IN ('p', 'u', 'f', 'c', 'x')"),
    [oid],
  );

/** Foreign keys of other tables on it; those of the table on itself are among its own. */
export const readIncoming = (connection: Connection, oid: string): Promise<OperationConstraint[]> =>
  readJson<OperationConstraint>(
    connection,
    CONSTRAINTS("k.confrelid = $1::oid AND k.conrelid <> $1::oid AND k.contype = 'f'"),
    [oid],
  );
