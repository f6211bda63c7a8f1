import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillLayout, BackfillSpec, BackfillStore } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { inTransaction } from "./sqlite-connection.ts";
import { isKeyOf } from "./sqlite-key.ts";
import { quoteName, quoteTableName } from "./sqlite-names.ts";
import { strict } from "./sqlite-write-rows.ts";

/**
 * Puts old values back and forgets them in the same transaction: each is put back once, however often this is begun
 * anew. Workers that still hold a shard are fenced. A row is left as it is unless it still has what the backfill wrote.
 */
export const restore: BackfillStore["restore"] = async (connection, spec, layout, limit) => {
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new DomainError("invalid-input", `An undo takes at least one row at a time, not ${limit}.`);
  return await inTransaction(connection, async () => {
    await connection.query(
      "UPDATE sluice_backfill_shard SET epoch = epoch + 1, owner = NULL WHERE run_id = ? AND owner IS NOT NULL",
      [spec.runId],
    );
    const { rows } = await connection.query(
      "SELECT count(*) AS n, max(row_key) AS upto FROM (SELECT DISTINCT row_key FROM sluice_backfill_undo WHERE run_id = ? ORDER BY row_key LIMIT ?)",
      [spec.runId, limit],
    );
    const picked = Number(rows[0]?.n ?? 0);
    if (picked === 0) return { restored: 0, left: 0, done: true };
    const upto = String(rows[0]?.upto);
    const restored = await withoutSync(connection, spec, () => putBack(connection, spec, layout, upto));
    await connection.query("DELETE FROM sluice_backfill_undo WHERE run_id = ? AND row_key <= ?", [spec.runId, upto]);
    return { restored, left: picked - restored, done: picked < limit };
  });
};

/** The kept rows lead and the table is searched by its key; each further column has kept rows of its own. */
async function putBack(
  connection: Connection,
  spec: BackfillSpec,
  { key }: BackfillLayout,
  upto: string,
): Promise<number> {
  const columns = Object.keys(spec.set).map((name, at) => ({ name: quoteName(name), kept: `u${at}`, at }));
  const sets = columns.map(({ name, kept }) => `${name} = ${kept}.old_value`);
  const kept = columns.map(({ kept }) => `sluice_backfill_undo AS ${kept}`);
  const ofRow = columns.map(({ kept, at }) =>
    at === 0
      ? `${kept}.run_id = ? AND ${kept}.row_key <= ? AND ${kept}.column_no = 0`
      : `${kept}.run_id = u0.run_id AND ${kept}.row_key = u0.row_key AND ${kept}.column_no = ${at}`,
  );
  const isUntouched = columns.map(
    ({ name, kept }) =>
      `t.${name} IS (${kept}.new_value COLLATE BINARY) AND typeof(t.${name}) = typeof(${kept}.new_value)`,
  );
  const update = `UPDATE ${quoteTableName(spec.table)} AS t SET ${sets.join(", ")} FROM ${kept.join(", ")}
      WHERE ${[...ofRow, isKeyOf(key, "u0.row_key"), ...isUntouched].join(" AND ")}`;
  return (await connection.query(await strict(connection, spec, update), [spec.runId, upto])).rowCount;
}

/** Our own triggers would carry an old value over to the other column; no session can switch them off. */
async function withoutSync<T>(connection: Connection, spec: BackfillSpec, work: () => Promise<T>): Promise<T> {
  const { rows } = await connection.query(
    `SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE AND name LIKE 'sluice\\_%' ESCAPE '\\'`,
    [spec.table.name],
  );
  for (const { name } of rows) await connection.query(`DROP TRIGGER ${quoteName(String(name))}`);
  const result = await work();
  for (const { sql } of rows) await connection.query(String(sql));
  return result;
}
