import type { Connection } from "../connection.ts";
import type { LedgerKey } from "../ddl-runner.ts";

const paramsOf = ({ runId, stepId, direction }: LedgerKey) => [runId, stepId, direction];

export async function isInLedger(connection: Connection, key: LedgerKey): Promise<boolean> {
  // Before the target was prepared nothing can have been done.
  const { rows } = await connection.query("SELECT to_regclass('sluice.step_ledger') IS NOT NULL AS found");
  if (rows[0]?.found !== true) return false;
  const found = await connection.query(
    "SELECT 1 FROM sluice.step_ledger WHERE run_id = $1::uuid AND step_id = $2 AND direction = $3",
    paramsOf(key),
  );
  return found.rows.length > 0;
}

/**
 * `false` when it was there: the effect has committed before. A second session waits here for the first one's end.
 * The other direction's row goes: what was undone can be done again.
 */
export async function writeLedger(connection: Connection, key: LedgerKey): Promise<boolean> {
  await connection.query(
    "DELETE FROM sluice.step_ledger WHERE run_id = $1::uuid AND step_id = $2 AND direction <> $3",
    paramsOf(key),
  );
  const { rowCount } = await connection.query(
    "INSERT INTO sluice.step_ledger (run_id, step_id, direction) VALUES ($1::uuid, $2, $3) ON CONFLICT DO NOTHING",
    paramsOf(key),
  );
  return rowCount === 1;
}
