import { DomainError } from "#core/domain/domain-error.ts";
import type { EngineErrors, ErrorClass } from "../engine-errors.ts";

/** Primary result codes of SQLite and what each means for the work; extended codes are looked up first. */
const EXTENDED: Readonly<Record<number, ErrorClass>> = {
  261: "conflict", // BUSY_RECOVERY: another process replays the WAL
  517: "conflict", // BUSY_SNAPSHOT: somebody wrote after our read
  1032: "wrong-server", // READONLY_DBMOVED: the file was replaced under us
};
const PRIMARY: Readonly<Record<number, ErrorClass>> = {
  3: "rights", // PERM
  4: "conflict", // ABORT
  5: "lock-wait", // BUSY
  6: "lock-wait", // LOCKED
  7: "too-big", // NOMEM
  8: "wrong-server", // READONLY
  9: "cancelled", // INTERRUPT
  10: "storage", // IOERR
  11: "storage", // CORRUPT
  13: "storage", // FULL
  14: "storage", // CANTOPEN
  17: "schema-moved", // SCHEMA
  18: "too-big", // TOOBIG
  19: "poison", // CONSTRAINT
  20: "poison", // MISMATCH
  21: "bug", // MISUSE
  23: "rights", // AUTH
  26: "storage", // NOTADB
};
/** Data that an expression of the plan cannot digest: SQLite reports these as plain errors. */
const POISON =
  /^(integer overflow|malformed JSON|JSON path error|string or blob too big|bad JSON path|datatype mismatch)/i;
const MOVED =
  /^(no such|table .* has no column|.* has no column named|view .* is circularly|error in (view|trigger|index))/i;

interface SqliteProblem {
  readonly message: string;
  readonly code: string;
  readonly errcode: number;
}

function problemOf(error: unknown): SqliteProblem | null {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return null;
  return { message: error.message, code: "code" in error ? String(error.code) : "", errcode: error.errcode };
}

function classify(error: unknown): ErrorClass {
  if (error instanceof DomainError && error.cause !== undefined) return classify(error.cause);
  const problem = problemOf(error);
  if (!problem) return "bug";
  if (problem.code === "SLUICE_THREAD_GONE") return "connection";
  const known = EXTENDED[problem.errcode] ?? PRIMARY[problem.errcode & 0xff];
  if (known) return known;
  if (MOVED.test(problem.message)) return "schema-moved";
  return POISON.test(problem.message) ? "poison" : "bug";
}

const NAMES: Readonly<Record<number, string>> = {
  1: "SQLITE_ERROR",
  3: "SQLITE_PERM",
  4: "SQLITE_ABORT",
  5: "SQLITE_BUSY",
  6: "SQLITE_LOCKED",
  7: "SQLITE_NOMEM",
  8: "SQLITE_READONLY",
  9: "SQLITE_INTERRUPT",
  10: "SQLITE_IOERR",
  11: "SQLITE_CORRUPT",
  13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN",
  17: "SQLITE_SCHEMA",
  18: "SQLITE_TOOBIG",
  19: "SQLITE_CONSTRAINT",
  20: "SQLITE_MISMATCH",
  21: "SQLITE_MISUSE",
  23: "SQLITE_AUTH",
  26: "SQLITE_NOTADB",
  261: "SQLITE_BUSY_RECOVERY",
  275: "SQLITE_CONSTRAINT_CHECK",
  517: "SQLITE_BUSY_SNAPSHOT",
  787: "SQLITE_CONSTRAINT_FOREIGNKEY",
  1032: "SQLITE_READONLY_DBMOVED",
  1299: "SQLITE_CONSTRAINT_NOTNULL",
  1555: "SQLITE_CONSTRAINT_PRIMARYKEY",
  1811: "SQLITE_CONSTRAINT_TRIGGER",
  2067: "SQLITE_CONSTRAINT_UNIQUE",
  3091: "SQLITE_CONSTRAINT_DATATYPE",
};

function describe(error: unknown): { readonly code: string; readonly message: string } {
  const problem = problemOf(error);
  if (!problem)
    return { code: "unknown", message: error instanceof DomainError ? error.message : "unexpected failure" };
  const code = NAMES[problem.errcode] ?? NAMES[problem.errcode & 0xff] ?? problem.code;
  // A trigger's RAISE carries text of its author, which may hold a row; SQLite's own texts name schema objects only.
  const message = problem.errcode === 1811 ? "a trigger refused the change (RAISE)" : problem.message;
  return { code, message };
}

/** What SQLite's result codes mean; see the table in the backfill protocol. */
export const sqliteErrors: EngineErrors = { classify, describe };

export const isSqliteError = (error: unknown): error is Error => problemOf(error) !== null;
