import type { BackfillLayout, BackfillSpec, KeyText } from "../backfill-store.ts";
import {
  assignments,
  boundsOf,
  columnsOf,
  isKey,
  keyTextIn,
  pending,
  type Range,
  type Sql,
  where,
} from "./postgres-backfill-sql.ts";
import { quoteName, quoteTableName, quoteText } from "./postgres-names.ts";

// Names that no table and no expression has: an unqualified name in an expression must not find two columns.
const GOT = '"~sluice got"';
const WRITTEN = '"~sluice written"';
const KEPT = '"~sluice kept"';
const MISSED = '"~sluice missed"';
const keyColumn = (index: number): string => quoteName(`~sluice k${index}`);
const oldColumn = (index: number): string => quoteName(`~sluice o${index}`);

export interface HeldRows {
  readonly runId: string;
  readonly shardNo: number;
  /** A range of keys, or one key. */
  readonly rows: Range | KeyText;
  /** Rows that others hold are set aside as hot instead of being waited for. */
  readonly skipLocked: boolean;
}

/**
 * The data statement for a batch that must know its rows: it locks those that differ, writes them, and notes what they
 * were, or which it could not get. A row that another changed since the statement began is written as that left it.
 * Answers `changed` and `skipped`.
 */
export function heldUpdate(
  spec: BackfillSpec,
  layout: Pick<BackfillLayout, "key" | "targets">,
  { runId, shardNo, rows, skipLocked }: HeldRows,
): Sql {
  const params: unknown[] = [];
  const { key } = layout;
  const table = quoteName(spec.table.name);
  const name = quoteTableName(spec.table);
  const place = typeof rows === "string" ? isKey(key, table, rows, params) : boundsOf(key, table, rows, params);
  const differing = where([...place, ...pending(spec, layout.targets ?? [])]);
  const keys = columnsOf(key, table);
  const isGot = keys.map((column, index) => `${column} = ${GOT}.${keyColumn(index)}`).join(" AND ");
  const old = Object.keys(spec.set).map(
    (column, index) => `${table}.${quoteName(column)}::text AS ${oldColumn(index)}`,
  );
  const got = [...keys.map((column, index) => `${column} AS ${keyColumn(index)}`), ...(spec.keepOldValues ? old : [])];
  const run = `${quoteText(runId)}::uuid`;
  const parts = [
    `${GOT} AS MATERIALIZED (SELECT ${got.join(", ")} FROM ${name}${differing} FOR NO KEY UPDATE OF ${table}${skipLocked ? " SKIP LOCKED" : ""})`,
    `${WRITTEN} AS (UPDATE ${name} SET ${assignments(spec)} FROM ${GOT} WHERE ${[isGot, ...place].join(" AND ")} RETURNING ${keyTextIn(key, table)} AS row_key, ${spec.keepOldValues ? valuesOf(spec, table) : "NULL"} AS kept)`,
    ...(spec.keepOldValues ? [`${KEPT} AS (${keep(run)})`] : []),
    ...(skipLocked
      ? [
          `${MISSED} AS (${setAsideHot(run, shardNo, `SELECT ${keyTextIn(key, table)} AS row_key FROM ${name}${differing} AND NOT EXISTS (SELECT FROM ${GOT} WHERE ${isGot})`)})`,
        ]
      : []),
  ];
  const skipped = skipLocked ? `(SELECT count(*)::int FROM ${MISSED})` : "0";
  return {
    text: `WITH ${parts.join(",\n")}\nSELECT (SELECT count(*)::int FROM ${WRITTEN}) AS changed, ${skipped} AS skipped`,
    params,
  };
}

/** As texts: a number, a JSON text or a time comes back as it was. What was written tells later whether it still is. */
function valuesOf(spec: BackfillSpec, table: string): string {
  const names = Object.keys(spec.set);
  const columns = `ARRAY[${names.map(quoteText).join(", ")}]`;
  const before = names.map((_, index) => `${GOT}.${oldColumn(index)}`);
  const after = names.map((name) => `${table}.${quoteName(name)}::text`);
  const values = (texts: readonly string[]) => `jsonb_object(${columns}, ARRAY[${texts.join(", ")}])`;
  return `jsonb_build_object('before', ${values(before)}, 'after', ${values(after)})`;
}

/** The first old value of a row wins. */
const keep = (run: string): string =>
  `INSERT INTO sluice.backfill_undo AS u (run_id, row_key, old_values) SELECT ${run}, row_key, kept FROM ${WRITTEN}
    ON CONFLICT (run_id, row_key) DO UPDATE SET old_values = u.old_values || jsonb_build_object('after', EXCLUDED.old_values -> 'after') RETURNING 1`;

const setAsideHot = (run: string, shardNo: number, missed: string): string =>
  `INSERT INTO sluice.backfill_skip AS s (run_id, row_key, shard_no, kind) SELECT ${run}, row_key, ${shardNo}, 'hot' FROM (${missed}) AS missed
    ON CONFLICT (run_id, row_key) DO UPDATE SET status = CASE s.status WHEN 'waived' THEN 'waived' ELSE 'open' END, kind = 'hot', shard_no = EXCLUDED.shard_no, last_at = clock_timestamp() RETURNING 1`;
