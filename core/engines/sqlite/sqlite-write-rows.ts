import type { BackfillLayout, BackfillSpec } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { differs, updateSql } from "./sqlite-backfill-layout.ts";
import { keyTextSql } from "./sqlite-key.ts";
import { quoteName, quoteTableName } from "./sqlite-names.ts";

/** Which rows, as a condition on the table under the name `t`. */
export interface Place {
  readonly sql: string;
  readonly params: readonly string[];
}

/**
 * The data statement; where the plan asks for it, the values before and after are kept in the same transaction.
 * @returns how many rows were changed.
 */
export async function writeRows(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  place: Place,
): Promise<number> {
  if (spec.keepOldValues) await keepBefore(connection, spec, layout, place);
  const { rowCount } = await connection.query(await strict(connection, spec, updateSql(spec, place.sql)), place.params);
  if (spec.keepOldValues) await keepAfter(connection, spec, layout, place);
  return rowCount;
}

/**
 * A constraint's own ON CONFLICT clause would delete other rows, or pass over this one, without a word. Elsewhere the
 * word is left out: it would overrule the OR IGNORE of the user's triggers too.
 */
export async function strict(connection: Connection, { table }: BackfillSpec, update: string): Promise<string> {
  const { rows } = await connection.query(
    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE AND sql LIKE '%conflict%'",
    [table.name],
  );
  return rows.length === 0 ? update : update.replace(/^UPDATE/, "UPDATE OR ABORT");
}

/** The first old value of a row wins; values keep their storage class. */
async function keepBefore(
  connection: Connection,
  spec: BackfillSpec,
  { key }: BackfillLayout,
  { sql, params }: Place,
): Promise<void> {
  for (const [at, column] of Object.keys(spec.set).entries()) {
    await connection.query(
      `INSERT INTO sluice_backfill_undo (run_id, row_key, column_no, old_value) SELECT ?, ${keyTextSql(key)}, ${at}, t.${quoteName(column)}
         FROM ${quoteTableName(spec.table)} AS t WHERE ${sql} AND ${differs(spec)}
       ON CONFLICT (run_id, row_key, column_no) DO UPDATE SET is_written = 0`,
      [spec.runId, ...params],
    );
  }
}

/** What is there after all triggers have run: an undo leaves a row alone that is no longer so. */
async function keepAfter(
  connection: Connection,
  spec: BackfillSpec,
  { key }: BackfillLayout,
  { sql, params }: Place,
): Promise<void> {
  for (const [at, column] of Object.keys(spec.set).entries()) {
    const isOfThisBatch = `EXISTS (SELECT 1 FROM sluice_backfill_undo AS u WHERE u.run_id = ? AND u.row_key = ${keyTextSql(key)} AND u.column_no = ${at} AND u.is_written = 0)`;
    await connection.query(
      `INSERT INTO sluice_backfill_undo (run_id, row_key, column_no, new_value) SELECT ?, ${keyTextSql(key)}, ${at}, t.${quoteName(column)}
         FROM ${quoteTableName(spec.table)} AS t WHERE ${sql} AND ${isOfThisBatch}
       ON CONFLICT (run_id, row_key, column_no) DO UPDATE SET new_value = excluded.new_value, is_written = 1`,
      [spec.runId, ...params, spec.runId],
    );
  }
}
