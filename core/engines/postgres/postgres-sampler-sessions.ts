import type { Reading } from "#core/domain/signal.ts";
import type { Connection } from "../connection.ts";

const HOST = "primary";

/** Sessions of clients, ours among the active ones: they are load too. Waiters of ours are not. */
export async function readSessions(
  connection: Connection,
  { cores, seesAll }: { readonly cores: number | null; readonly seesAll: boolean },
): Promise<readonly Reading[]> {
  if (!seesAll) return unseen(cores);
  const { rows } = await connection.query(
    `SELECT count(*) FILTER (WHERE state = 'active')::int AS active,
            count(*) FILTER (WHERE wait_event_type = 'Lock' AND application_name NOT LIKE 'sluice:%')::int AS waiters,
            count(*) FILTER (WHERE state = 'active' AND wait_event_type IN ('IO', 'LWLock'))::int AS io,
            count(*) FILTER (WHERE wait_event = 'SyncRep')::int AS "syncRep",
            max(extract(epoch FROM clock_timestamp() - xact_start)) FILTER (WHERE application_name NOT LIKE 'sluice:%') AS "longest",
            (array_agg('pid ' || pid || coalesce(' (' || nullif(application_name, '') || ')', '') ORDER BY xact_start)
               FILTER (WHERE xact_start IS NOT NULL AND application_name NOT LIKE 'sluice:%'))[1] AS "longestWho"
       FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  const row = rows[0];
  const active = Number(row?.active ?? 0);
  const longest = Number(row?.longest ?? 0);
  return [
    ...(cores === null
      ? [{ code: "active_sessions", value: active, unit: "count", host: HOST } as const]
      : [
          { code: "active_sessions", value: active / cores, unit: "per core", host: HOST } as const,
          { code: "io_waiters", value: Number(row?.io ?? 0) / cores, unit: "per core", host: HOST } as const,
        ]),
    { code: "lock_waiters", value: Number(row?.waiters ?? 0), unit: "count", host: HOST },
    { code: "sync_rep_waiters", value: Number(row?.syncRep ?? 0), unit: "count", host: HOST },
    {
      code: "long_transaction",
      value: longest,
      unit: "s",
      host: HOST,
      ...(row?.longestWho ? { detail: `${String(row.longestWho)}; vacuum cannot clean what it may still see` } : {}),
    },
  ];
}

/** Without the right the server answers "nobody waits": that must not pass for health. */
function unseen(cores: number | null): readonly Reading[] {
  const problem = "needs the role pg_monitor: GRANT pg_monitor TO the user";
  const unknown = { value: null, host: HOST, problem } as const;
  return [
    { code: "active_sessions", unit: cores === null ? "count" : "per core", ...unknown },
    { code: "lock_waiters", unit: "count", ...unknown },
    { code: "long_transaction", unit: "s", ...unknown },
  ];
}
