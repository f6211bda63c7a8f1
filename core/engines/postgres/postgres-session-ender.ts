import { DomainError } from "#core/domain/domain-error.ts";
import type { SessionEnd, SessionEnder } from "../session-ender.ts";
import { SESSION_IDENTITY } from "./postgres-activity.ts";
import { sqlStateOf } from "./postgres-errors.ts";

const WAIT_FOR_END_MS = 3_000;

/** The cases are tried in this order, so that the last but one is reached by the right session alone. */
const END = `
SELECT CASE WHEN ${SESSION_IDENTITY} <> $2 THEN 'another transaction'
            WHEN a.backend_type <> 'client backend' OR a.application_name LIKE 'sluice:%' OR a.pid = pg_backend_pid()
              OR a.datname IS DISTINCT FROM current_database()
              OR EXISTS (SELECT 1 FROM pg_stat_replication r WHERE r.pid = a.pid) THEN 'protected'
            WHEN a.state NOT LIKE 'idle in transaction%' THEN 'active'
            WHEN pg_terminate_backend(a.pid, ${WAIT_FOR_END_MS}) THEN 'ended'
            ELSE 'ending' END AS outcome
  FROM pg_stat_activity a WHERE a.pid = $1::int`;

export const postgresSessionEnder: SessionEnder = {
  async endIdle(connection, { backend, identity }) {
    try {
      const { rows } = await connection.query(END, [backend, identity]);
      return (rows[0]?.outcome as SessionEnd | undefined) ?? "gone";
    } catch (error) {
      if (sqlStateOf(error) !== "42501") throw error;
      throw new DomainError(
        "target-rights",
        "The user that Sluice signs in with may not end this session. It goes on. Give it the right: GRANT pg_signal_backend TO that user (sessions of superusers are ended by superusers only).",
        { cause: error },
      );
    }
  },
};
