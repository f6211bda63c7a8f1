import { onTestFinished } from "vitest";
import type { Dialect } from "#core/domain/dialect.ts";
import type { Connection, ConnectOptions } from "#core/engines/connection.ts";
import type { Drivers } from "#core/engines/drivers.ts";
import type { Engine } from "#core/engines/engine.ts";
import { createEngine } from "#core/engines/engine-registry.ts";
import { pgDriver } from "#server/targets/pg-driver.ts";
import { sqliteDriver } from "#server/targets/sqlite-driver.ts";
import { type TargetDatabase, targetDatabase } from "./databases.ts";
import { postgresVersions } from "./servers.ts";

export { pgDriver };

const DRIVERS: Drivers = { postgresql: pgDriver, sqlite: sqliteDriver };

/** The engine as the product puts it together. */
export const engineOf = (dialect: Dialect): Engine => createEngine(dialect, DRIVERS);

/** A record over engines: an expectation that was forgotten for one does not compile. */
export type PerDialect<T> = Readonly<Record<Dialect, T>>;

export interface EngineFixture {
  /** Such as `postgresql 18`. */
  readonly label: string;
  readonly dialect: Dialect;
  readonly engine: Engine;
  target(): Promise<EngineTarget>;
}

export interface EngineTarget extends TargetDatabase {
  /** A session of the engine under test; closed when the test ends. */
  connect(options?: Partial<ConnectOptions>): Promise<Connection>;
}

function fixture(label: string, dialect: Dialect, open: () => Promise<TargetDatabase>): EngineFixture {
  const engine = engineOf(dialect);
  const target = async (): Promise<EngineTarget> => {
    const database = await open();
    const connect = async (options: Partial<ConnectOptions> = {}) => {
      const connection = await engine.connect(database.address, { applicationName: "sluice:test", ...options });
      onTestFinished(() => connection.close());
      return connection;
    };
    return { ...database, connect };
  };
  return { label, dialect, engine, target };
}

const OF_DIALECT: PerDialect<() => readonly EngineFixture[]> = {
  postgresql: () =>
    postgresVersions().map((version) =>
      fixture(`postgresql ${version}`, "postgresql", () => targetDatabase("postgresql", { version })),
    ),
  sqlite: () => [fixture("sqlite", "sqlite", () => targetDatabase("sqlite"))],
};

/** Every engine, and every major that `PG_VERSIONS` asks for. `ENGINES=sqlite` narrows a run. */
export function engineFixtures(): readonly EngineFixture[] {
  const asked = process.env.ENGINES?.split(",").map((it) => it.trim());
  const found = Object.entries(OF_DIALECT).flatMap(([dialect, make]) =>
    !asked || asked.includes(dialect) ? make() : [],
  );
  if (found.length === 0)
    throw new Error(`ENGINES=${process.env.ENGINES} names no engine: a run without one proves nothing`);
  return found;
}
