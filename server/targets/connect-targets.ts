import type { Dialect } from "#core/domain/dialect.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { ConnectOptions } from "#core/engines/connection.ts";
import type { Drivers } from "#core/engines/drivers.ts";
import type { Engine } from "#core/engines/engine.ts";
import { createEngine } from "#core/engines/engine-registry.ts";
import type { Database } from "#prisma/client/client.ts";
import type { Needs } from "#server/container.ts";
import { getDatabaseRow } from "#server/databases/database-repository.ts";
import { noteReachability } from "#server/databases/note-reachability.ts";
import { storedAddress } from "./stored-address.ts";
import type { Targets } from "./targets.ts";

/** Sessions on targets: the only place where sealed credentials are opened. */
export function connectTargets(deps: Needs<"prisma" | "sealer" | "feed" | "now">, drivers: Drivers): Targets {
  const engines: Record<Dialect, Engine> = {
    postgresql: createEngine("postgresql", drivers),
    sqlite: createEngine("sqlite", drivers),
  };
  const connect = async (engine: Engine, row: Database, options: ConnectOptions) =>
    engine.connect(storedAddress(row, deps.sealer), options);
  return {
    engine: (dialect) => engines[dialect],
    async open(databaseId, options) {
      const row = await getDatabaseRow(deps.prisma, databaseId);
      const engine = engines[row.engine];
      const connection = await connect(engine, row, options).catch(async (error: unknown) => {
        await noteReachability(deps, row, reasonOf(error));
        throw error;
      });
      if (row.unreachableSince) await noteReachability(deps, row, null);
      const close = () => connection.close();
      return { engine, connection, databaseId, databaseName: row.name, [Symbol.asyncDispose]: close };
    },
    async openAddress(dialect, address, options) {
      const engine = engines[dialect];
      const connection = await engine.connect(address, options);
      return { engine, connection, [Symbol.asyncDispose]: () => connection.close() };
    },
  };
}

const reasonOf = (error: unknown): string =>
  error instanceof DomainError ? error.message : "The connection failed in an unexpected way; see the log.";
