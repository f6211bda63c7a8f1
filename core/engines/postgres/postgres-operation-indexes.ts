import type { IndexKey, OperationIndex } from "#core/plan/operations/facts/table-facts.ts";
import type { Connection } from "../connection.ts";
import { FIELD, NAMES, OPTIONS, REF, readJson } from "./postgres-operation-json.ts";
import { textInParentheses } from "./postgres-parenthesised.ts";

type Found = Omit<OperationIndex, "keys"> & {
  readonly columnsOfKeys: readonly (string | null)[];
  readonly texts: readonly string[];
};

/** Columns of keys and INCLUDE stand in `indkey`, those of expressions and of WHERE are bound by dependency only. */
const COLUMNS = `(SELECT coalesce(json_agg(u.attname ORDER BY u.attname), '[]') FROM (
    SELECT ia.attname FROM unnest(i.indkey::int2[]) num JOIN pg_attribute ia ON ia.attrelid = i.indrelid AND ia.attnum = num
    UNION SELECT da.attname FROM pg_depend d JOIN pg_attribute da ON da.attrelid = d.refobjid AND da.attnum = d.refobjsubid
     WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid) u)`;

const KEYS = (value: string): string =>
  `(SELECT json_agg(${value} ORDER BY k.n) FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(num, n)
    LEFT JOIN pg_attribute ka ON ka.attrelid = i.indrelid AND ka.attnum = k.num AND k.num > 0 WHERE k.n <= i.indnkeyatts)`;

const INDEXES = `SELECT json_build_object('ref', ${REF("i.indexrelid")}, 'oid', i.indexrelid::text, 'definition', pg_get_indexdef(i.indexrelid), 'method', m.amname,
    'unique', i.indisunique, 'primary', i.indisprimary, 'valid', i.indisvalid AND i.indisready AND i.indislive,
    'nullsNotDistinct', coalesce(${FIELD("i", "indnullsnotdistinct")}::boolean, false),
    'columnsOfKeys', ${KEYS("ka.attname")}, 'texts', ${KEYS("pg_get_indexdef(i.indexrelid, k.n::int, false)")},
    'include', ${NAMES("(i.indkey::int2[])[i.indnkeyatts : i.indnatts]", "i.indrelid")}, 'where', pg_get_expr(i.indpred, i.indrelid),
    'options', ${OPTIONS("c.reloptions")}, 'tablespace', quote_ident(s.spcname), 'columns', ${COLUMNS},
    'constraint', (SELECT k.conname FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')),
    'replicaIdentity', i.indisreplident, 'clustered', i.indisclustered, 'comment', obj_description(i.indexrelid, 'pg_class'),
    'statisticsTargets', (SELECT coalesce(json_agg(json_build_object('position', a.attnum, 'target', a.attstattarget) ORDER BY a.attnum), '[]')
      FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0),
    'parent', ${REF("(SELECT h.inhparent FROM pg_inherits h WHERE h.inhrelid = i.indexrelid)")}) AS fact
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
  WHERE i.indrelid = $1::oid ORDER BY i.indisprimary DESC, c.relname`;

export async function readOperationIndexes(connection: Connection, oid: string): Promise<readonly OperationIndex[]> {
  const found = await readJson<Found>(connection, INDEXES, [oid]);
  return await Promise.all(found.map(withKeys));
}

async function withKeys({ texts, columnsOfKeys, ...index }: Found): Promise<OperationIndex> {
  const elements = await elementsOf(index.definition);
  const keys = texts.map((text, at): IndexKey => {
    const element = elements[at] ?? "";
    return { column: columnsOfKeys[at] ?? null, text, suffix: element.slice(text.length).trim() };
  });
  return { ...index, keys };
}

/** What stands between the commas of the key list, each as the server wrote it. */
const elementsOf = (definition: string): Promise<readonly string[]> => textInParentheses(definition, "USING");
