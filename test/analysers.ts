import type { StatementAnalyser } from "#core/analysis/statement-analyser.ts";
import type { Dialect } from "#core/domain/dialect.ts";
import type { Drivers } from "#core/engines/drivers.ts";
import { createEngine } from "#core/engines/engine-registry.ts";

/** Nothing here reaches a server. */
const NO_DRIVERS = {} as unknown as Drivers;

export const analysers: Readonly<Record<Dialect, StatementAnalyser>> = {
  postgresql: createEngine("postgresql", NO_DRIVERS).analyser,
  sqlite: createEngine("sqlite", NO_DRIVERS).analyser,
};
