import { DomainError } from "#core/domain/domain-error.ts";
import type { Connection } from "../connection.ts";
import type { DdlRunner, ShortDdl } from "../ddl-runner.ts";
import { dropConcurrently, readIndexStatement } from "./postgres-index.ts";
import { isIndexBegun, runIndexStatement } from "./postgres-index-build.ts";
import { isInLedger, writeLedger } from "./postgres-ledger.ts";
import { PostgresLockWatch } from "./postgres-lock-watch.ts";
import { readProgress } from "./postgres-progress.ts";
import { setShortTimeouts } from "./postgres-short-timeouts.ts";
import { relationsOf } from "./postgres-syntax.ts";
import { prepareTarget } from "./postgres-target-schema.ts";
import { withoutTimeouts } from "./postgres-timeouts.ts";
import { inTransaction } from "./postgres-transaction.ts";

const ENDS_TRANSACTION = new Set(["BEGIN", "START TRANSACTION", "COMMIT", "ROLLBACK", "PREPARE TRANSACTION"]);

/** Schema changes that can be repeated: the ledger row commits with the effect, or the catalog is looked at first. */
export const postgresDdl: DdlRunner = {
  prepareTarget,
  isDone: isInLedger,
  isBegun: isIndexBegun,

  async runShort(connection, ddl) {
    if (await isInLedger(connection, ddl.ledger)) return "already-done";
    const watch = new PostgresLockWatch(connection.backend, ddl.monitor);
    const outcome = await inTransaction(connection, () => runInTransaction(connection, ddl, watch));
    const times = watch.times();
    if (outcome === "done" && times) ddl.onCommitted?.(times);
    return outcome;
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

async function runInTransaction(
  connection: Connection,
  ddl: ShortDdl,
  watch: PostgresLockWatch,
): Promise<"done" | "already-done"> {
  await setShortTimeouts(connection, ddl);
  if (!(await writeLedger(connection, ddl.ledger))) return "already-done";
  for (const statement of ddl.statements) {
    const { command } = await watch.during(statement, () => connection.query(statement));
    if (ENDS_TRANSACTION.has(command)) {
      throw new DomainError(
        "invalid-plan",
        `${command} stands in a step that runs in a transaction of its own. Take it out: Sluice begins and commits.`,
      );
    }
  }
  return "done";
}
