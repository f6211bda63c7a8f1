import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { ConnectOptions, QueryResult } from "#core/engines/connection.ts";
import type { DriverSession, SqliteDriver } from "#core/engines/drivers.ts";
import {
  OPENED,
  type SqliteFailure,
  type SqliteOpening,
  type SqliteRequest,
  type SqliteResponse,
} from "./sqlite-message.ts";

/** How long SQLite itself waits for another writer before it gives up with BUSY. */
const BUSY_TIMEOUT_MS = 5_000;
const CLOSE_MS = 2_000;
const THREAD = "sqlite-thread.ts";

/** SQLite's own failure as it left the thread; `errcode` is the extended result code. */
class SqliteError extends Error {
  readonly code: string;
  readonly errcode: number;
  constructor({ message, code, errcode }: SqliteFailure) {
    super(message);
    this.name = "SqliteError";
    this.code = code;
    this.errcode = errcode;
  }
}

const interrupted = (why: string) => new SqliteError({ message: why, code: "SLUICE_INTERRUPTED", errcode: 9 });
const broken = (why: string) => new SqliteError({ message: why, code: "SLUICE_THREAD_GONE", errcode: 0 });

/** The thread's source: beside this file, or below the working directory where this file was bundled. */
function threadFile(): string {
  const here = import.meta.url.startsWith("file:") ? [dirname(fileURLToPath(import.meta.url))] : [];
  const places = [...here, join(process.cwd(), "server", "targets")];
  const found = places.map((place) => join(place, THREAD)).find((file) => existsSync(file));
  if (!found) throw broken(`${THREAD} is in none of ${places.join(", ")}: start Sluice in its own folder`);
  return found;
}

interface Waiting {
  readonly resolve: (result: QueryResult) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

class ThreadSession implements DriverSession {
  readonly backend = null;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #statementTimeoutMs: number;
  #lastId = OPENED;
  #gone: Error | null = null;

  constructor(worker: Worker, statementTimeoutMs: number) {
    this.#worker = worker;
    this.#statementTimeoutMs = statementTimeoutMs;
    worker.on("message", (response: SqliteResponse) => this.#settle(response));
    worker.on("error", (error) => this.#breakOff(broken(`the thread of the SQLite session failed: ${error.message}`)));
    worker.on("exit", () => this.#breakOff(broken("the thread of the SQLite session has ended")));
  }

  opened(timeoutMs: number): Promise<QueryResult> {
    return this.#expect(OPENED, timeoutMs);
  }

  query(sql: string, params: readonly unknown[] = []): Promise<QueryResult> {
    if (this.#gone) return Promise.reject(this.#gone);
    this.#lastId += 1;
    const answer = this.#expect(this.#lastId, this.#statementTimeoutMs);
    this.#worker.postMessage({ id: this.#lastId, sql, params } satisfies SqliteRequest);
    return answer;
  }

  /** With a statement under way the thread is ended and SQLite undoes the transaction; otherwise it closes the file. */
  async close(): Promise<void> {
    if (this.#gone) return;
    const isIdle = this.#waiting.size === 0;
    this.#breakOff(interrupted("the SQLite session was closed"));
    if (!isIdle) {
      // Not awaited: a thread inside one long statement of SQLite ends only when that statement does.
      void this.#worker.terminate();
      return;
    }
    const { promise: exited, resolve } = Promise.withResolvers<void>();
    this.#worker.ref();
    this.#worker.once("exit", () => resolve());
    const timer = setTimeout(() => void this.#worker.terminate(), CLOSE_MS);
    this.#worker.postMessage({ id: -1, sql: null, params: [] } satisfies SqliteRequest);
    await exited;
    clearTimeout(timer);
  }

  #expect(id: number, timeoutMs: number): Promise<QueryResult> {
    const { promise, resolve, reject } = Promise.withResolvers<QueryResult>();
    const late = () => {
      this.#breakOff(interrupted(`the statement took longer than ${timeoutMs} ms, and its session was ended`));
      void this.#worker.terminate();
    };
    const timer = timeoutMs > 0 ? setTimeout(late, timeoutMs) : undefined;
    this.#waiting.set(id, { resolve, reject, timer });
    this.#worker.ref();
    return promise;
  }

  #settle(response: SqliteResponse): void {
    const waiting = this.#waiting.get(response.id);
    if (!waiting) return;
    this.#waiting.delete(response.id);
    clearTimeout(waiting.timer);
    // An idle session does not keep its process alive.
    if (this.#waiting.size === 0) this.#worker.unref();
    if ("failure" in response) waiting.reject(new SqliteError(response.failure));
    else waiting.resolve({ rows: response.rows, rowCount: response.rowCount, command: response.command });
  }

  #breakOff(error: Error): void {
    this.#gone ??= error;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.#waiting.clear();
  }
}

async function open(file: string, options: ConnectOptions & { readonly readOnly?: boolean }): Promise<DriverSession> {
  const opening: SqliteOpening = { file, readOnly: options.readOnly ?? false, busyTimeoutMs: BUSY_TIMEOUT_MS };
  const worker = new Worker(/* turbopackIgnore: true */ threadFile(), {
    workerData: opening,
    execArgv: [],
    name: options.applicationName,
  });
  const session = new ThreadSession(worker, options.statementTimeoutMs ?? 30_000);
  await session.opened(options.connectTimeoutMs ?? 10_000);
  return session;
}

/** SQLite over `node:sqlite`: a thread for each session, so that no statement holds up the event loop. */
export const sqliteDriver: SqliteDriver = { open };
