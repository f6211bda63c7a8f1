import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import type { TargetAddress } from "#core/engines/target-address.ts";
import type { CrashingPostgres } from "./crashing-servers.ts";

type Rows = readonly Readonly<Record<string, unknown>>[];
export interface Sql {
  readonly text: string;
  readonly params?: readonly (string | number)[];
}

/** A session beside Sluice, which survives that the server goes away. */
export interface Session {
  /** Fails at once while the server is away. */
  query(sql: Sql): Promise<Rows>;
  /**
   * One transaction, of which the end is known for certain: `false` means that it is undone.
   * @throws where a statement did not change exactly one row: the row was lost.
   */
  commit(id: number, statements: readonly Sql[]): Promise<boolean>;
  close(): Promise<void>;
}

/** The database of one run. */
export interface FaultTarget {
  /** As Sluice is told of it. */
  readonly address: TargetAddress;
  session(): Promise<Session>;
  /** Tries until the server answers. */
  ask(sql: Sql): Promise<Rows>;
  drop(): Promise<void>;
}

/** A database on the server, which Sluice reaches through the proxy and the harness directly. */
export async function postgresTarget(
  server: CrashingPostgres,
  proxyPort: number,
  database: string,
): Promise<FaultTarget> {
  const admin = async (text: string) => {
    const client = new Client({ connectionString: server.url("postgres") });
    client.on("error", () => undefined);
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  await admin(`CREATE DATABASE ${database} TEMPLATE template0`);
  const session = () => new PostgresSession(server.url(database));
  const asking = session();
  return {
    address: {
      kind: "network",
      host: "127.0.0.1",
      port: proxyPort,
      user: "sluice",
      password: server.password,
      database,
      tls: "disable",
    },
    session: async () => session(),
    ask: (sql) => insist(() => asking.query(sql)),
    async drop() {
      await asking.close();
      await insist(() => admin(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`));
    },
  };
}

const PATIENCE_MS = 60_000;

async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + PATIENCE_MS; ; await wait(50)) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > until || !isAway(error)) throw error;
    }
  }
}

/** The server, not the statement: it is down, starting, stopping, or has ended our session. */
const isAway = (error: unknown): boolean => {
  const { code, message } = error as { code?: string; message?: string };
  return (
    /^(57P0[123]|08\w{3}|ECONNREFUSED|ECONNRESET|EPIPE)$/.test(code ?? "") ||
    /Connection terminated|not queryable|client was closed|Client has encountered/i.test(message ?? "")
  );
};

class PostgresSession implements Session {
  readonly #url: string;
  #client: Client | null = null;
  #isClosed = false;

  constructor(url: string) {
    this.#url = url;
  }

  async #connected(): Promise<Client> {
    if (this.#client) return this.#client;
    const client = new Client({
      connectionString: this.#url,
      application_name: "writer",
      connectionTimeoutMillis: 5_000,
    });
    const forget = () => {
      if (this.#client === client) this.#client = null;
    };
    client.on("error", forget);
    client.on("end", forget);
    await client.connect();
    this.#client = client;
    return client;
  }

  async query({ text, params }: Sql): Promise<Rows> {
    const client = await this.#connected();
    const result = await client.query(text, params ? [...params] : undefined);
    return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? [];
  }

  async commit(id: number, statements: readonly Sql[]): Promise<boolean> {
    try {
      const client = await this.#connected();
      await client.query("BEGIN");
      await client.query("INSERT INTO faults.operation (id) VALUES ($1)", [id]);
      for (const { text, params } of statements) {
        const { rowCount } = await client.query(text, params ? [...params] : undefined);
        if (rowCount !== 1) throw new LostRow(`${text} [${params?.join(", ")}] met ${rowCount} rows`);
      }
      const { command } = await client.query("COMMIT");
      return command === "COMMIT";
    } catch (error) {
      if (error instanceof LostRow) throw error;
      if (!isAway(error)) await this.#client?.query("ROLLBACK").catch(() => undefined);
      return await this.#happened(id);
    }
  }

  /** Read back on another session: what was under way there has ended, because the server ended it. */
  async #happened(id: number): Promise<boolean> {
    const rows = await insist(() => this.query({ text: "SELECT 1 FROM faults.operation WHERE id = $1", params: [id] }));
    return rows.length > 0;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#client?.end().catch(() => undefined);
  }
}

/** A writer's row was not where the log says it is. */
export class LostRow extends Error {}

/** A file of its own. */
export function sqliteTarget(dir: string, name: string): FaultTarget {
  const file = join(dir, `${name}.db`);
  const sessions: DatabaseSync[] = [];
  const open = (): DatabaseSync => {
    // Short: this process must not stand still while another holds the lock.
    const database = new DatabaseSync(file, { timeout: 20 });
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
    sessions.push(database);
    return database;
  };
  const asking = open();
  return {
    address: { kind: "file", file },
    session: async () => sqliteSession(open()),
    ask: (sql) => patiently(() => rowsOf(asking, sql)),
    async drop() {
      for (const database of sessions) if (database.isOpen) database.close();
      for (const suffix of ["", "-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
    },
  };
}

const isBusy = (error: unknown): boolean => [5, 6, 517, 261].includes((error as { errcode?: number }).errcode ?? 0);

async function patiently<T>(work: () => T): Promise<T> {
  for (const until = Date.now() + PATIENCE_MS; ; await wait(2 + Math.random() * 8)) {
    try {
      return work();
    } catch (error) {
      if (Date.now() > until || !isBusy(error)) throw error;
    }
  }
}

function rowsOf(database: DatabaseSync, { text, params }: Sql): Rows {
  if (!params && !/^\s*(select|pragma)/i.test(text)) {
    database.exec(text);
    return [];
  }
  return database.prepare(text).all(...(params ?? [])) as Rows;
}

function sqliteSession(database: DatabaseSync): Session {
  return {
    query: async (sql) => rowsOf(database, sql),
    async commit(_id, statements) {
      return await patiently(() => {
        database.exec("BEGIN IMMEDIATE");
        try {
          for (const { text, params } of statements) {
            const { changes } = database.prepare(text).run(...(params ?? []));
            if (Number(changes) !== 1) throw new LostRow(`${text} [${params?.join(", ")}] met ${changes} rows`);
          }
          database.exec("COMMIT");
          return true;
        } catch (error) {
          if (database.isTransaction) database.exec("ROLLBACK");
          throw error;
        }
      });
    },
    async close() {
      if (database.isOpen) database.close();
    },
  };
}
