import type { Dialect } from "#core/domain/dialect.ts";
import type { Connection, ConnectOptions } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { TargetAddress } from "#core/engines/target-address.ts";

export interface OpenTarget extends AsyncDisposable {
  readonly engine: Engine;
  readonly connection: Connection;
  readonly databaseId: string;
  readonly databaseName: string;
}

/** Opens sessions on registered databases. The only reader of sealed credentials. */
export interface Targets {
  engine(dialect: Dialect): Engine;
  /** @throws DomainError `not-found`, `target-unreachable`, `target-rights`, `secret-unreadable`. Notes reachability on the row. */
  open(databaseId: string, options: ConnectOptions): Promise<OpenTarget>;
  /** A session on an address that is not registered (yet). */
  openAddress(
    dialect: Dialect,
    address: TargetAddress,
    options: ConnectOptions,
  ): Promise<Omit<OpenTarget, "databaseId" | "databaseName">>;
}
