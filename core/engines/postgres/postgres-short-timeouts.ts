import type { Connection } from "../connection.ts";
import type { ShortDdl } from "../ddl-runner.ts";
import { factsOf } from "./postgres-connection.ts";

const IDLE_IN_TRANSACTION_MS = 10_000;
const GRANTABLE_SETTINGS_SINCE = 150_000;
/** What a vacuum of the server's own takes to stop, once it was told to. */
const VACUUM_STOPS_MS = 300;

/**
 * Timeouts of one try of short DDL. It gives up before a client would look for a deadlock: then the client does not
 * become the victim. And it looks for one itself before it gives up, since that is when an autovacuum worker gives way
 * to it: setting `deadlock_timeout` is a right that can be granted from 15 on. Without the right a try that shall
 * outlast an autovacuum waits for longer than the server's own `deadlock_timeout`.
 */
export async function setShortTimeouts(connection: Connection, ddl: ShortDdl): Promise<void> {
  const { isSuperuser, version } = factsOf(connection);
  const may = isSuperuser
    ? "true"
    : version < GRANTABLE_SETTINGS_SINCE
      ? "false"
      : "has_parameter_privilege('deadlock_timeout', 'SET')";
  await connection.query(
    `SELECT set_config('idle_in_transaction_session_timeout', $1, true), set_config('lock_timeout', t.lock_ms::text, true),
            CASE WHEN t.may THEN set_config('deadlock_timeout', greatest(10, t.lock_ms / 4)::text, true) END
       FROM (SELECT s.may, CASE WHEN $3 AND NOT s.may THEN s.ms + $4 ELSE greatest(20, least($2, s.ms * 4 / 5)) END AS lock_ms
               FROM (SELECT ${may} AS may, setting::int AS ms FROM pg_settings WHERE name = 'deadlock_timeout') s) t`,
    [String(IDLE_IN_TRANSACTION_MS), ddl.lockTimeoutMs, ddl.outlastsVacuum ?? false, VACUUM_STOPS_MS],
  );
}
