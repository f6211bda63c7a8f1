import { DomainError } from "#core/domain/domain-error.ts";
import type { Connection } from "../connection.ts";
import type { DdlRunner, ShortDdl } from "../ddl-runner.ts";
import { factsOf } from "./postgres-connection.ts";
import { dropConcurrently, readIndexStatement } from "./postgres-index.ts";
import { runIndexStatement } from "./postgres-index-build.ts";
import { isInLedger, writeLedger } from "./postgres-ledger.ts";
import { readProgress } from "./postgres-progress.ts";
import { relationsOf } from "./postgres-syntax.ts";
import { prepareTarget } from "./postgres-target-schema.ts";
import { withoutTimeouts } from "./postgres-timeouts.ts";
import { inTransaction } from "./postgres-transaction.ts";

const IDLE_IN_TRANSACTION_MS = 10_000;
const GRANTABLE_SETTINGS_SINCE = 150_000;
const ENDS_TRANSACTION = new Set(["BEGIN", "START TRANSACTION", "COMMIT", "ROLLBACK", "PREPARE TRANSACTION"]);

/** Schema changes that can be repeated: the ledger row commits with the effect, or the catalog is looked at first. */
export const postgresDdl: DdlRunner = {
  prepareTarget,
  isDone: isInLedger,

  async runShort(connection, ddl) {
    if (await isInLedger(connection, ddl.ledger)) return "already-done";
    return await inTransaction(connection, () => runInTransaction(connection, ddl));
  },

  async runLong(connection, { ledger, statement }) {
    if (await isInLedger(connection, ledger)) return "already-done";
    return await withoutTimeouts(connection, async () => {
      await connection.query(statement);
      await writeLedger(connection, ledger);
      return "done" as const;
    });
  },

  runIndex: runIndexStatement,
  progress: readProgress,
  indexStatement: async (statement) => (await readIndexStatement(statement)).text,

  async undoOfIndex(statement) {
    const read = await readIndexStatement(statement);
    return read.kind === "create" ? dropConcurrently(read.index) : null;
  },

  tablesOf: relationsOf,
};

async function runInTransaction(connection: Connection, ddl: ShortDdl): Promise<"done" | "already-done"> {
  await connection.query(
    "SELECT set_config('lock_timeout', $1, true), set_config('idle_in_transaction_session_timeout', $2, true)",
    [String(ddl.lockTimeoutMs), String(IDLE_IN_TRANSACTION_MS)],
  );
  await yieldToUsBeforeLockTimeout(connection, ddl.lockTimeoutMs);
  if (!(await writeLedger(connection, ddl.ledger))) return "already-done";
  for (const statement of ddl.statements) {
    const { command } = await connection.query(statement);
    if (ENDS_TRANSACTION.has(command)) {
      throw new DomainError(
        "invalid-plan",
        `${command} stands in a step that runs in a transaction of its own. Take it out: Sluice begins and commits.`,
      );
    }
  }
  return "done";
}

/**
 * An autovacuum worker gives way after `deadlock_timeout`: with a shorter lock timeout the step would never get its
 * lock. Setting it is a right that can be granted from 15 on.
 */
async function yieldToUsBeforeLockTimeout(connection: Connection, lockTimeoutMs: number): Promise<void> {
  const { isSuperuser, version } = factsOf(connection);
  if (!isSuperuser && version < GRANTABLE_SETTINGS_SINCE) return;
  const may = isSuperuser ? "true" : "has_parameter_privilege('deadlock_timeout', 'SET')";
  await connection.query(`SELECT CASE WHEN ${may} THEN set_config('deadlock_timeout', $1, true) END`, [
    String(Math.max(10, Math.floor(lockTimeoutMs / 4))),
  ]);
}
