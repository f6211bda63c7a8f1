import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillLayout, BackfillSpec, RestoreResult } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { columnsOf } from "./postgres-backfill-sql.ts";
import { quoteName, quoteTableName, quoteText } from "./postgres-names.ts";
import { beginWrite } from "./postgres-shard-transaction.ts";
import { inTransaction, withDeadline } from "./postgres-transaction.ts";

const DEADLINE_MS = 20_000;

/**
 * Puts old values back and forgets them in the same transaction: each is put back once, however often this is begun
 * anew. Workers that still hold a shard are fenced. A row is left as it is unless it still has what the backfill wrote.
 */
export async function restore(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  limit: number,
): Promise<RestoreResult> {
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new DomainError("invalid-input", `An undo takes at least one row at a time, not ${limit}.`);
  const work = () =>
    inTransaction(connection, () => restoreSome(connection, spec, layout, limit), beginWrite(connection, spec));
  return await withDeadline(connection, DEADLINE_MS, work);
}

async function restoreSome(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  limit: number,
): Promise<RestoreResult> {
  await connection.query(
    "UPDATE sluice.backfill_shard SET epoch = epoch + 1, owner = NULL WHERE run_id = $1::uuid AND owner IS NOT NULL",
    [spec.runId],
  );
  const { rows } = await connection.query(restoreSql(spec, layout), [spec.runId, limit]);
  const [picked, restored] = [Number(rows[0]?.picked ?? 0), Number(rows[0]?.restored ?? 0)];
  return { restored, left: picked - restored, done: picked < limit };
}

function restoreSql(spec: BackfillSpec, { key, targets = [] }: BackfillLayout): string {
  const table = quoteName(spec.table.name);
  const name = quoteTableName(spec.table);
  const typeOf = (column: string) => targets.find((it) => it.name === column)?.type ?? "text";
  const kept = (when: "before" | "after", column: string) => `p.old_values -> '${when}' ->> ${quoteText(column)}`;
  const columns = Object.keys(spec.set);
  const sets = columns.map((column) => `${quoteName(column)} = (${kept("before", column)})::${typeOf(column)}`);
  const isKey = columnsOf(key, table).map(
    (column, index) => `${column} = (p.row_key::json ->> ${index})::${key.columns[index]?.type ?? "text"}`,
  );
  const isUntouched = columns.map(
    (column) => `${table}.${quoteName(column)}::text COLLATE "C" IS NOT DISTINCT FROM (${kept("after", column)})`,
  );
  return `WITH "~sluice picked" AS MATERIALIZED (
      SELECT row_key, old_values FROM sluice.backfill_undo WHERE run_id = $1::uuid ORDER BY row_key LIMIT $2 FOR UPDATE),
    "~sluice restored" AS (
      UPDATE ${name} SET ${sets.join(", ")} FROM "~sluice picked" AS p WHERE ${[...isKey, ...isUntouched].join(" AND ")} RETURNING 1),
    "~sluice forgotten" AS (
      DELETE FROM sluice.backfill_undo u USING "~sluice picked" AS p WHERE u.run_id = $1::uuid AND u.row_key = p.row_key RETURNING 1)
    SELECT (SELECT count(*)::int FROM "~sluice picked") AS picked, (SELECT count(*)::int FROM "~sluice restored") AS restored,
           (SELECT count(*)::int FROM "~sluice forgotten") AS forgotten`;
}
