import type { ConnectOptions, QueryResult } from "./connection.ts";
import type { NetworkAddress } from "./target-address.ts";

/** What an engine needs of a driver. `server/targets` implements it with `pg` and with `node:sqlite` in a thread. */
export interface DriverSession {
  query(sql: string, params?: readonly unknown[]): Promise<QueryResult>;
  close(): Promise<void>;
  /** Tells when the session breaks while idle; the next query then fails. */
  readonly backend: string | null;
}
export interface PostgresDriver {
  open(address: NetworkAddress, options: ConnectOptions): Promise<DriverSession>;
}
export interface SqliteDriver {
  /** Integers arrive as bigint. Statements of one session run in order; a session has its own thread. */
  open(file: string, options: ConnectOptions & { readonly readOnly?: boolean }): Promise<DriverSession>;
}
export interface Drivers {
  readonly postgresql: PostgresDriver;
  readonly sqlite: SqliteDriver;
}
