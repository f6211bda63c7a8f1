import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillStore } from "../backfill-store.ts";
import type { Row } from "../connection.ts";
import { postgresErrors } from "./postgres-errors.ts";

const ENDS_WITHIN_MS = 2_000;

/** A pid is given away again: it must be the one that claimed the shard, by its name, and older than the last claim. */
const OWNER = `
  SELECT a.pid, coalesce(a.state, 'in an unknown state') AS state, a.wait_event_type = 'Lock' AS is_waiting,
         floor(extract(epoch FROM clock_timestamp() - coalesce(a.state_change, a.backend_start)))::int AS seconds
    FROM sluice.backfill_shard s JOIN pg_stat_activity a ON a.pid::text = s.backend
   WHERE s.run_id = $1::uuid AND s.shard_no = $2::int AND a.datname = current_database() AND a.pid <> pg_backend_pid()
     AND (a.application_name = $3 OR starts_with(a.application_name, $3 || ':')) AND a.backend_start <= s.updated_at`;

/**
 * Ends the session that claimed the shard last. To be called under the lease of the shard, before the claim: a session
 * in the middle of its batch loses that batch.
 * @throws DomainError `target-rights` where this user may not.
 */
export const freeOwner: BackfillStore["freeOwner"] = async (connection, { runId, shardNo }) => {
  const named = [runId, shardNo, `sluice:${runId}:${shardNo}`];
  try {
    const { rows } = await connection.query(
      `SELECT o.*, pg_terminate_backend(o.pid, ${ENDS_WITHIN_MS}) AS has_ended FROM (${OWNER} OFFSET 0) AS o`,
      named,
    );
    return rows[0] ? wordsFor(rows[0]) : null;
  } catch (error) {
    if (postgresErrors.classify(error) !== "rights") throw error;
    throw new DomainError(
      "target-rights",
      `The session of a dead worker holds range ${shardNo} of backfill ${runId}, and this user may not end it: ${postgresErrors.describe(error).message}. GRANT pg_signal_backend to the user, or end the session by hand.`,
      { cause: error },
    );
  }
};

function wordsFor({ pid, state, seconds, is_waiting, has_ended }: Row): string {
  const waiting = is_waiting === true ? ", waiting for a lock" : "";
  const left = has_ended === true ? "" : `; it has not ended within ${ENDS_WITHIN_MS / 1000} s`;
  return `pid ${String(pid)} (${String(state)}${waiting} for ${String(seconds)} s)${left}`;
}
