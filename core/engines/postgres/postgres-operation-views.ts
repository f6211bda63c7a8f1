import type { OperationView } from "#core/plan/operations/facts/table-facts.ts";
import type { Connection } from "../connection.ts";
import { readOperationIndexes } from "./postgres-operation-indexes.ts";
import { GRANTS, OPTIONS, REF, readJson } from "./postgres-operation-json.ts";
import { readOperationTriggers } from "./postgres-operation-triggers.ts";
import { nodesIn, statementsOf } from "./postgres-syntax.ts";

type Found = Omit<OperationView, "triggers" | "indexes" | "reads"> & {
  readonly oid: string;
  readonly bound: readonly string[];
  readonly isDirect: boolean;
};

/** A view's own query is a rule called _RETURN. */
const ABOVE = `WITH RECURSIVE up AS (
    SELECT r.ev_class AS rel, 1 AS depth FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
     WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid AND r.ev_class <> $1::oid AND r.rulename = '_RETURN'
    UNION SELECT r.ev_class, up.depth + 1 FROM up JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = up.rel
      JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
     WHERE r.ev_class <> up.rel AND r.rulename = '_RETURN' AND up.depth < 64),
  seen AS (SELECT rel, max(depth) AS depth FROM up GROUP BY rel)`;

/** The relations that a rule reads, and the columns of the table among them. */
const READS = `(SELECT coalesce(json_agg(DISTINCT jsonb_build_object('schema', on_.nspname, 'name', oc.relname)), '[]') FROM pg_depend od
      JOIN pg_class oc ON oc.oid = od.refobjid JOIN pg_namespace on_ ON on_.oid = oc.relnamespace
     WHERE od.classid = 'pg_rewrite'::regclass AND od.objid = r.oid AND od.refclassid = 'pg_class'::regclass AND od.refobjid <> c.oid AND oc.relkind IN ('r', 'p', 'v', 'm', 'f'))`;
const BOUND_COLUMNS = `(SELECT coalesce(json_agg(DISTINCT ba.attname::text), '[]') FROM pg_depend bd JOIN pg_attribute ba ON ba.attrelid = bd.refobjid AND ba.attnum = bd.refobjsubid
     WHERE bd.classid = 'pg_rewrite'::regclass AND bd.objid = r.oid AND bd.refclassid = 'pg_class'::regclass AND bd.refobjid = $1::oid)`;
const IS_DIRECT = `EXISTS (SELECT FROM pg_depend ed WHERE ed.classid = 'pg_rewrite'::regclass AND ed.objid = r.oid AND ed.refclassid = 'pg_class'::regclass AND ed.refobjid = $1::oid)`;

const COLUMNS = `(SELECT coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'default', pg_get_expr(ad.adbin, ad.adrelid),
      'comment', col_description(a.attrelid, a.attnum), 'grants', ${GRANTS("a.attacl")}) ORDER BY a.attnum), '[]')
    FROM pg_attribute a LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)`;

const VIEWS_IN = (
  seen: string,
): string => `SELECT json_build_object('oid', c.oid::text, 'ref', ${REF("c.oid")}, 'kind', CASE c.relkind WHEN 'm' THEN 'materialized-view' ELSE 'view' END,
    'on', NULL, 'over', ${READS}, 'depth', seen.depth, 'owner', quote_ident(pg_get_userbyid(c.relowner)), 'definition', rtrim(pg_get_viewdef(c.oid), ';'),
    'options', ${OPTIONS("c.reloptions")}, 'tablespace', quote_ident(s.spcname), 'columns', ${COLUMNS}, 'comment', obj_description(c.oid, 'pg_class'),
    'grants', ${GRANTS("c.relacl")}, 'bound', ${BOUND_COLUMNS}, 'isDirect', ${IS_DIRECT}, 'populated', c.relispopulated) AS fact
  FROM ${seen} JOIN pg_class c ON c.oid = seen.rel JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename = '_RETURN'
  LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace ORDER BY seen.depth, c.oid`;
const VIEWS = `${ABOVE} ${VIEWS_IN("seen")}`;
const ITSELF = VIEWS_IN("(SELECT $1::oid AS rel, 0 AS depth) seen");

/** Rules that people wrote: on the table, on the views above it, and those elsewhere that name one of them. */
const RULES = `${ABOVE} SELECT json_build_object('oid', '0', 'ref', json_build_object('schema', n.nspname, 'name', r.rulename), 'kind', 'rule', 'on', ${REF("c.oid")},
    'over', ${READS}, 'depth', coalesce((SELECT depth FROM seen WHERE rel = c.oid), 0) + 1, 'owner', quote_ident(pg_get_userbyid(c.relowner)),
    'definition', rtrim(pg_get_ruledef(r.oid), ';'), 'options', json_build_array(), 'tablespace', NULL, 'columns', json_build_array(),
    'comment', obj_description(r.oid, 'pg_rewrite'), 'grants', json_build_array(), 'bound', ${BOUND_COLUMNS}, 'isDirect', ${IS_DIRECT}, 'populated', true) AS fact
  FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE r.rulename <> '_RETURN' AND (c.oid = $1::oid OR c.oid IN (SELECT rel FROM seen) OR EXISTS (SELECT FROM pg_depend d
    WHERE d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
      AND (d.refobjid = $1::oid OR d.refobjid IN (SELECT rel FROM seen))))
  ORDER BY n.nspname, c.relname, r.rulename`;

export async function readOperationViews(connection: Connection, oid: string): Promise<readonly OperationView[]> {
  const found = [
    ...(await readJson<Found>(connection, VIEWS, [oid])),
    ...(await readJson<Found>(connection, RULES, [oid])),
  ];
  const views: OperationView[] = [];
  for (const it of found) views.push(await whole(connection, it));
  return views.toSorted((a, b) => a.depth - b.depth);
}

/** `null` for what is no view. */
export async function readOperationView(connection: Connection, oid: string): Promise<OperationView | null> {
  const [found] = await readJson<Found>(connection, ITSELF, [oid]);
  return found ? await whole(connection, found) : null;
}

async function whole(connection: Connection, { oid, bound, isDirect, ...view }: Found): Promise<OperationView> {
  const isWhole = isDirect && (await namesWholeRow(view.definition));
  return {
    ...view,
    reads: isWhole ? null : bound,
    triggers: oid === "0" ? [] : await readOperationTriggers(connection, oid),
    indexes: view.kind === "materialized-view" ? await readOperationIndexes(connection, oid) : [],
  };
}

/** The server writes the columns of `SELECT *` out: a star that is left is a row. */
async function namesWholeRow(definition: string): Promise<boolean> {
  const statements = await statementsOf(definition);
  return statements.some(({ body }) => [...nodesIn(body)].some(([key]) => key === "A_Star"));
}
