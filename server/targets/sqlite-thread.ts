import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import {
  OPENED,
  type SqliteFailure,
  type SqliteOpening,
  type SqliteRequest,
  type SqliteResponse,
} from "./sqlite-message.ts";

/** The thread of one SQLite session: `node:sqlite` is synchronous and would hold up the event loop of its process. */
const STATEMENTS_KEPT = 64;

function open({ file, readOnly, busyTimeoutMs }: SqliteOpening): DatabaseSync {
  const options = { timeout: busyTimeoutMs, readOnly, enableForeignKeyConstraints: true };
  if (file === ":memory:") return new DatabaseSync(file, options);
  const url = pathToFileURL(file);
  // Without a mode SQLite would make the file that it does not find.
  url.searchParams.set("mode", readOnly ? "ro" : "rw");
  const database = new DatabaseSync(url, options);
  // Opening reads nothing: only this tells a database from any other file.
  database.prepare("SELECT count(*) FROM sqlite_schema").get();
  return database;
}

function failureOf(error: unknown): SqliteFailure {
  const { message, code, errcode } = error as { message?: unknown; code?: unknown; errcode?: unknown };
  return {
    message: String(message ?? error),
    code: typeof code === "string" ? code : "ERR_SQLITE_ERROR",
    errcode: typeof errcode === "number" ? errcode : 0,
  };
}

function statements(database: DatabaseSync) {
  const kept = new Map<string, StatementSync>();
  return (sql: string): StatementSync => {
    const known = kept.get(sql);
    if (known) return known;
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    // A kept EXPLAIN does not notice that the schema has changed: it answers the old plan, and reading names of what is
    // gone has ended the process (SQLite 3.53).
    if (commandOf(sql) === "EXPLAIN") return statement;
    const oldest = kept.size < STATEMENTS_KEPT ? undefined : kept.keys().next().value;
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(sql, statement);
    return statement;
  };
}

const commandOf = (sql: string): string =>
  (/^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*([a-z]+)/i.exec(sql)?.[1] ?? "").toUpperCase();

function run(statement: StatementSync, { id, sql, params }: SqliteRequest): SqliteResponse {
  const values = params as SQLInputValue[];
  const command = commandOf(sql ?? "");
  if (statement.columns().length > 0) {
    const rows = statement.all(...values) as Record<string, unknown>[];
    return { id, rows, rowCount: rows.length, command };
  }
  const { changes } = statement.run(...values);
  // `changes()` keeps the number of the last INSERT, UPDATE or DELETE when another statement ran.
  const counts = /^(INSERT|UPDATE|DELETE|REPLACE|WITH)$/.test(command);
  return { id, rows: [], rowCount: counts ? Number(changes) : 0, command };
}

function serve(port: NonNullable<typeof parentPort>): void {
  let database: DatabaseSync;
  try {
    database = open(workerData as SqliteOpening);
  } catch (error) {
    port.postMessage({ id: OPENED, failure: failureOf(error) } satisfies SqliteResponse);
    return;
  }
  const prepare = statements(database);
  port.on("message", (request: SqliteRequest) => {
    if (request.sql === null) {
      database.close();
      port.close();
      return;
    }
    try {
      port.postMessage(run(prepare(request.sql), request));
    } catch (error) {
      port.postMessage({ id: request.id, failure: failureOf(error) } satisfies SqliteResponse);
    }
  });
  port.postMessage({ id: OPENED, rows: [], rowCount: 0, command: "OPEN" } satisfies SqliteResponse);
}

if (parentPort) serve(parentPort);
