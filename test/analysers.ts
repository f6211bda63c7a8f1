import type { StatementAnalyser } from "#core/analysis/statement-analyser.ts";
import type { Dialect } from "#core/domain/dialect.ts";
import type { Drivers } from "#core/engines/drivers.ts";
import { createEngine } from "#core/engines/engine-registry.ts";
import { sqliteDriver } from "#server/targets/sqlite-driver.ts";

/** SQLite itself parses; no server is reached. */
const DRIVERS = { sqlite: sqliteDriver } as unknown as Drivers;

export const analysers: Readonly<Record<Dialect, StatementAnalyser>> = {
  postgresql: createEngine("postgresql", DRIVERS).analyser,
  sqlite: createEngine("sqlite", DRIVERS).analyser,
};
