import { DomainError } from "#core/domain/domain-error.ts";
import type { Connection } from "../connection.ts";
import type { DdlRunner, LedgerKey } from "../ddl-runner.ts";
import type { TableRef } from "../introspector.ts";
import type { StatementReader } from "../statement-reader.ts";
import { inTransaction } from "./sqlite-connection.ts";
import { isIndexDone, readIndexStatement } from "./sqlite-index.ts";
import { foldName, quoteName } from "./sqlite-names.ts";
import { refusalOf } from "./sqlite-statement-shape.ts";
import { hasTable, prepareTarget } from "./sqlite-target-tables.ts";
import { splitStatements } from "./sqlite-tokens.ts";

const USUAL_BUSY_MS = 5_000;

const keyOf = ({ runId, stepId, direction }: LedgerKey): readonly string[] => [runId, stepId, direction];

async function isInLedger(connection: Connection, key: LedgerKey): Promise<boolean> {
  const where = "run_id = ? AND step_id = ? AND direction = ?";
  const { rows } = await connection.query(`SELECT 1 FROM sluice_step_ledger WHERE ${where}`, keyOf(key));
  return rows.length > 0;
}

/** A step that was undone can be done again: each direction takes the other's row away. */
async function writeLedger(connection: Connection, key: LedgerKey): Promise<void> {
  await connection.query("DELETE FROM sluice_step_ledger WHERE run_id = ? AND step_id = ?", [key.runId, key.stepId]);
  await connection.query("INSERT INTO sluice_step_ledger (run_id, step_id, direction) VALUES (?, ?, ?)", keyOf(key));
}

/** A COMMIT among the statements would part the effect from its ledger row. */
function refuseUnsafe(statements: readonly string[]): void {
  for (const tokens of statements.flatMap(splitStatements)) {
    const refusal = refusalOf(tokens);
    if (refusal) throw new DomainError("unsupported", `${tokens[0]?.text.toUpperCase()} cannot be a step: ${refusal}`);
  }
}

async function runOnce(
  connection: Connection,
  ledger: LedgerKey,
  work: (connection: Connection) => Promise<"done" | "already-done">,
): Promise<"done" | "already-done"> {
  await prepareTarget(connection);
  return await inTransaction(connection, async () => {
    if (await isInLedger(connection, ledger)) return "already-done";
    const outcome = await work(connection);
    await writeLedger(connection, ledger);
    return outcome;
  });
}

const runAll = (statements: readonly string[]) => {
  refuseUnsafe(statements);
  return async (connection: Connection) => {
    for (const statement of statements) await connection.query(statement);
    return "done" as const;
  };
};

const runIndex = (statement: string) => {
  const index = readIndexStatement(statement);
  return async (connection: Connection) => {
    if (await isIndexDone(connection, index)) return "already-done" as const;
    await connection.query(index.text);
    return "done" as const;
  };
};

async function withBusyTimeout<T>(connection: Connection, ms: number, work: () => Promise<T>): Promise<T> {
  await connection.query(`PRAGMA busy_timeout = ${Math.max(0, Math.round(ms))}`);
  try {
    return await work();
  } finally {
    // The session may be gone; the error that ended it is the one to tell.
    await connection.query(`PRAGMA busy_timeout = ${USUAL_BUSY_MS}`).catch(() => undefined);
  }
}

async function tablesOf(reader: StatementReader, statements: readonly string[]): Promise<readonly TableRef[]> {
  const found = new Map<string, TableRef>();
  for (const sql of statements) {
    for (const statement of await reader.read(sql)) {
      for (const { name } of statement.tables) found.set(foldName(name), { name });
    }
  }
  return [...found.values()];
}

/** DDL is transactional in SQLite, index builds too: every effect commits with its ledger row. */
export function createSqliteDdl(reader: StatementReader): DdlRunner {
  return {
    prepareTarget,
    isDone: async (connection, key) =>
      (await hasTable(connection, "sluice_step_ledger")) && (await isInLedger(connection, key)),
    // An index and its ledger row are one transaction.
    isBegun: async () => false,
    runShort: async (connection, { ledger, statements, lockTimeoutMs }) =>
      await withBusyTimeout(connection, lockTimeoutMs, () => runOnce(connection, ledger, runAll(statements))),
    runLong: async (connection, { ledger, statement }) => await runOnce(connection, ledger, runAll([statement])),
    runIndex: async (connection, { ledger, statement }) => await runOnce(connection, ledger, runIndex(statement)),
    progress: async () => null,
    indexStatement: async (statement) => readIndexStatement(statement).text,
    undoOfIndex: async (statement) => {
      const { kind, name } = readIndexStatement(statement);
      return kind === "create" ? `DROP INDEX IF EXISTS ${quoteName(name)}` : null;
    },
    tablesOf: (statements) => tablesOf(reader, statements),
  };
}
