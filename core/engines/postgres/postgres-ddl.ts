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

/** The review refuses these; after one the rest would not be in the transaction of the ledger row. */
const CONTROLS_TRANSACTION =
  /^(?:\s|--[^\n]*\n|\/\*.*?\*\/)*(begin|start|commit|end|rollback|abort|prepare\s+transaction)\b/is;

/** Schema changes that can be repeated: the ledger row commits with the effect, or the catalog is looked at first. */
export const postgresDdl: DdlRunner = {
  prepareTarget,
  isDone: isInLedger,
  isBegun: isIndexBegun,

  async runShort(connection, ddl) {
    if (await isInLedger(connection, ddl.ledger)) return "already-done";
    const watch = new PostgresLockWatch(connection.backend, ddl.monitor);
    const work = () => runInTransaction(connection, ddl, watch);
    const outcome = await inTransaction(connection, work, "BEGIN", (commit) => watch.untilReleased(commit));
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
  const [control] = ddl.statements.flatMap((it) => CONTROLS_TRANSACTION.exec(it)?.[1] ?? []);
  if (control !== undefined) {
    throw new DomainError(
      "invalid-plan",
      `${control} stands in a step that runs in a transaction of its own. Take it out: Sluice begins and commits.`,
    );
  }
  await setShortTimeouts(connection, ddl);
  if (!(await writeLedger(connection, ddl.ledger))) return "already-done";
  for (const message of messagesOf(ddl.statements)) await watch.during(message, () => connection.query(message));
  return "done";
}

const TAKES_LOCK = /^\s*lock\s/i;

/**
 * Where locks are waited for, each statement is sent by itself, so that the wait can be told from the hold. All that follows
 * goes in one message: under the lock nobody waits for the network, however many statements there are.
 */
function messagesOf(statements: readonly string[]): readonly string[] {
  const lastLock = statements.findLastIndex((it) => TAKES_LOCK.test(it));
  const alone = Math.max(1, lastLock + 1);
  const rest = statements.slice(alone);
  // A line of its own for each semicolon: a statement may end with a comment.
  return [...statements.slice(0, alone), ...(rest.length > 0 ? [rest.join("\n;\n")] : [])];
}
