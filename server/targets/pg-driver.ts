import type { ConnectionOptions } from "node:tls";
import { Client, type CustomTypesConfig, types } from "pg";
import type { ConnectOptions, QueryResult, Row } from "#core/engines/connection.ts";
import type { DriverSession, PostgresDriver } from "#core/engines/drivers.ts";
import type { NetworkAddress } from "#core/engines/target-address.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const KEEPALIVE_MS = 10_000;
const CLOSE_MS = 2_000;

const BOOLEAN = 16;
const SMALL_NUMBERS = [21, 23, 26, 700, 701];
const TEXT_ARRAY = 1009;

/** Only what JavaScript holds without loss is converted: int8, numeric, times and JSON stay the server's text. */
const TYPES = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === BOOLEAN || oid === TEXT_ARRAY || SMALL_NUMBERS.includes(oid))
      return types.getTypeParser(oid, format ?? "text");
    return (value: unknown) => value;
  },
} as CustomTypesConfig;

class PgSession implements DriverSession {
  readonly backend: string | null;
  readonly #client: Client;
  #isClosed = false;

  constructor(client: Client) {
    this.#client = client;
    const pid: unknown = Reflect.get(client, "processID");
    this.backend = typeof pid === "number" ? String(pid) : null;
  }

  async query(sql: string, params?: readonly unknown[]): Promise<QueryResult> {
    const answer = await this.#client.query<Record<string, unknown>>(sql, params ? [...params] : undefined);
    // A script of several statements answers a list of results.
    const result = Array.isArray(answer) ? answer.at(-1) : answer;
    const rows: readonly Row[] = result?.rows ?? [];
    return { rows, rowCount: result?.rowCount ?? 0, command: result?.command ?? "" };
  }

  /** With a statement under way the socket is cut, and the server undoes the transaction. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSE_MS);
    await Promise.race([this.#client.end().catch(() => undefined), late]);
    clearTimeout(timer);
  }
}

/** Encrypted without proof of identity for `prefer` and `require`; the system's authorities decide for `verify-full`. */
const tlsOf = ({ tls }: NetworkAddress): ConnectionOptions | false =>
  tls === "disable" ? false : { rejectUnauthorized: tls === "verify-full" };

async function connect(
  address: NetworkAddress,
  options: ConnectOptions,
  ssl: ConnectionOptions | false,
): Promise<DriverSession> {
  const { host, port, user, password, database } = address;
  const client = new Client({
    host,
    port,
    user,
    password,
    database,
    ssl,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_MS,
    types: TYPES,
  });
  // A session that breaks while idle must not end the process; its next query fails.
  client.on("error", () => undefined);
  const { onNotice } = options;
  if (onNotice) client.on("notice", ({ message }) => onNotice(message ?? ""));
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return new PgSession(client);
}

async function open(address: NetworkAddress, options: ConnectOptions): Promise<DriverSession> {
  try {
    return await connect(address, options, tlsOf(address));
  } catch (error) {
    const hasNoTls = error instanceof Error && /does not support SSL/i.test(error.message);
    if (address.tls === "prefer" && hasNoTls) return await connect(address, options, false);
    throw error;
  }
}

/** PostgreSQL over `pg`: one client for each session, never a pool. */
export const pgDriver: PostgresDriver = { open };
