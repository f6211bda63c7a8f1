import { DomainError } from "#core/domain/domain-error.ts";
import type { Connection, ConnectOptions, QueryResult } from "../connection.ts";
import type { DriverSession, PostgresDriver } from "../drivers.ts";
import type { NetworkAddress, TargetAddress } from "../target-address.ts";
import { markCancelled, postgresErrors, sqlStateOf } from "./postgres-errors.ts";

const NAME_BYTES = 63;
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_IN_TRANSACTION_MS = 30_000;
/** A cancel can hit the statement after the one that it was meant for. */
const CANCEL_ARRIVES_MS = 3_000;

/** What is known of a session beyond the interface. */
export interface SessionFacts {
  /** Such as 180004. */
  readonly version: number;
  readonly isSuperuser: boolean;
  /** The server's pid is not the one of the wire protocol: something stands between. */
  readonly isBehindProxy: boolean;
}

class PostgresConnection implements Connection {
  readonly backend: string;
  readonly facts: SessionFacts;
  readonly #session: DriverSession;
  readonly #openAnother: () => Promise<DriverSession>;
  readonly #applicationName: string;
  #running: string | null = null;
  #cancelAskedAt = Number.NEGATIVE_INFINITY;

  constructor(
    session: DriverSession,
    known: { readonly backend: string; readonly facts: SessionFacts; readonly applicationName: string },
    openAnother: () => Promise<DriverSession>,
  ) {
    this.#session = session;
    this.backend = known.backend;
    this.facts = known.facts;
    this.#applicationName = known.applicationName;
    this.#openAnother = openAnother;
  }

  async query(sql: string, params?: readonly unknown[]): Promise<QueryResult> {
    this.#running = sql;
    try {
      return await this.#session.query(sql, params);
    } catch (error) {
      if (sqlStateOf(error) === "57014") this.#noteCancel(error as object);
      throw error;
    } finally {
      this.#running = null;
    }
  }

  /** Asks over a second session, and only if this pid still is ours and does not commit: a pid can be given away again. */
  async cancel(): Promise<void> {
    if (this.#running === null || isCommit(this.#running)) return;
    this.#cancelAskedAt = performance.now();
    const other = await this.#openAnother();
    try {
      await other.query(
        `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
          WHERE pid = $1::int AND application_name = $2 AND state = 'active' AND query !~* '^\\s*commit'`,
        [this.backend, this.#applicationName],
      );
    } finally {
      await other.close();
    }
  }

  #noteCancel(error: object): void {
    if (performance.now() - this.#cancelAskedAt < CANCEL_ARRIVES_MS) markCancelled(error);
    this.#cancelAskedAt = Number.NEGATIVE_INFINITY;
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

const isCommit = (sql: string): boolean => /^\s*commit\b/i.test(sql);

/** Facts of a session that this engine opened. */
export function factsOf(connection: Connection): SessionFacts {
  if (connection instanceof PostgresConnection) return connection.facts;
  throw new DomainError("internal", "A connection of another engine was given to the PostgreSQL engine.");
}

/** The server keeps 63 bytes and replaces what is not printable ASCII; cut and replaced here, it can be compared. */
export const applicationNameOf = (name: string): string => name.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, NAME_BYTES);

/** Opens one direct session with pinned rendering: keys and evidence must read the same everywhere. */
export async function connectPostgres(
  driver: PostgresDriver,
  address: TargetAddress,
  options: ConnectOptions,
): Promise<Connection> {
  if (address.kind !== "network") {
    throw new DomainError("target-unreachable", "A PostgreSQL target is a server, but the address names a file.");
  }
  const applicationName = applicationNameOf(options.applicationName);
  const openNamed = (name: string) => driver.open(address, { ...options, applicationName: name });
  let session: DriverSession | null = null;
  try {
    session = await openNamed(applicationName);
    const { backend, facts } = await pin(session, applicationName, options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS);
    return new PostgresConnection(session, { backend, facts, applicationName }, () => openNamed("sluice:cancel"));
  } catch (error) {
    await session?.close();
    throw refusal(address, error);
  }
}

async function pin(session: DriverSession, applicationName: string, statementTimeoutMs: number) {
  const { rows } = await session.query(
    `SELECT set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO, YMD', false),
            set_config('IntervalStyle', 'postgres', false), set_config('bytea_output', 'hex', false),
            set_config('extra_float_digits', '1', false), set_config('client_min_messages', 'warning', false),
            set_config('default_transaction_isolation', 'read committed', false),
            set_config('application_name', $1, false), set_config('statement_timeout', $2, false),
            set_config('idle_in_transaction_session_timeout', $3, false),
            pg_backend_pid()::text AS pid, current_setting('server_version_num')::int AS version,
            current_setting('is_superuser') = 'on' AS superuser`,
    [applicationName, String(statementTimeoutMs), String(IDLE_IN_TRANSACTION_MS)],
  );
  const row = rows[0];
  const backend = String(row?.pid);
  const isBehindProxy = session.backend !== null && session.backend !== backend;
  return {
    backend,
    facts: { version: Number(row?.version), isSuperuser: row?.superuser === true, isBehindProxy },
  };
}

/** Says where it failed and what to do. The driver's own text names neither password nor rows. */
function refusal(address: NetworkAddress, error: unknown): Error {
  const place = `${address.host}:${address.port}`;
  const { code, message } = postgresErrors.describe(error);
  const [errorCode, sentence] = explain(address, place, code, message);
  return new DomainError(errorCode, sentence, { cause: error, retryable: errorCode === "target-unreachable" });
}

function explain(
  { user, database }: NetworkAddress,
  place: string,
  code: string,
  message: string,
): readonly ["target-unreachable" | "target-rights", string] {
  switch (code) {
    case "28P01":
    case "28000":
      return [
        "target-rights",
        `${place} refused the login of user ${user}: ${message}. Check user, password and pg_hba.conf.`,
      ];
    case "3D000":
      return ["target-rights", `${place} has no database ${database}. Check the name, or create the database first.`];
    case "42501":
      return [
        "target-rights",
        `${place} does not let ${user} connect to ${database}: ${message}. GRANT CONNECT ON DATABASE to the user.`,
      ];
    case "53300":
      return [
        "target-unreachable",
        `${place} has no free connection (${message}). Close idle sessions or raise max_connections.`,
      ];
    case "57P03":
      return ["target-unreachable", `${place} is starting up or shutting down (${message}). Try again in a moment.`];
    case "ECONNREFUSED":
      return [
        "target-unreachable",
        `Nothing answers at ${place}. Check host and port, and that PostgreSQL listens there (listen_addresses).`,
      ];
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return ["target-unreachable", `The name ${hostOf(place)} cannot be resolved. Check the host.`];
    default:
      return ["target-unreachable", unreachable(place, code, message)];
  }
}

const unreachable = (place: string, code: string, message: string): string =>
  /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code)
    ? `The certificate of ${place} is not trusted or is another host's (${code}). Let the workers trust its authority (NODE_EXTRA_CA_CERTS), or choose TLS mode require, which does not prove who answers.`
    : `${place} cannot be reached: ${message} (${code}). Check host, port, TLS mode and firewalls.`;

const hostOf = (place: string): string => place.slice(0, place.lastIndexOf(":"));
