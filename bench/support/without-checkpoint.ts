import type { Connection, QueryResult } from "#core/engines/connection.ts";

/**
 * Answers what a batch asks of its checkpoint from memory instead of from the target, so that a run without it can be
 * compared. Only the questions of `postgres-shard-transaction.ts` are known.
 */
export function withoutCheckpoint(connection: Connection): Connection {
  const ask = connection.query.bind(connection);
  let known: Record<string, unknown> | null = null;
  const answered = (rows: readonly Record<string, unknown>[], command: string): QueryResult => ({
    rows,
    rowCount: 1,
    command,
  });
  const query: Connection["query"] = async (sql, params = []) => {
    const look = sql.search(/;\s*SELECT epoch::text[\s\S]*FROM sluice\.backfill_shard[\s\S]*FOR UPDATE\s*$/);
    if (look >= 0 && known) {
      await ask(sql.slice(0, look));
      return answered([known], "SELECT");
    }
    if (look >= 0) {
      const found = await ask(sql);
      known = { ...found.rows[0] };
      return found;
    }
    if (known && /^\s*UPDATE sluice\.backfill_shard SET pos_key/.test(sql)) {
      const [, , , pos, hi, last] = params;
      known = { ...known, pos_key: pos, hi_key: hi, batches: "1" };
      // The end is written, or the range would never be done.
      return last === true
        ? await ask(sql.replace(/ AND pos_key = \$10\s*$/, " AND $10::text IS NOT NULL"), params)
        : answered([], "UPDATE");
    }
    return await ask(sql, params.length === 0 ? undefined : params);
  };
  return Object.assign(connection, { query });
}
