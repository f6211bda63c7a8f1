import type { Dialect } from "#core/domain/dialect.ts";
import type { Drivers } from "./drivers.ts";
import type { Engine } from "./engine.ts";
import { createPostgresEngine } from "./postgres/postgres-engine.ts";
import { createSqliteEngine } from "./sqlite/sqlite-engine.ts";

/** Written out, so that the compiler asks for the engine of a new dialect. */
const FACTORIES: Record<Dialect, (drivers: Drivers) => Engine> = {
  postgresql: (drivers) => createPostgresEngine(drivers.postgresql),
  sqlite: (drivers) => createSqliteEngine(drivers.sqlite),
};

export const createEngine = (dialect: Dialect, drivers: Drivers): Engine => FACTORIES[dialect](drivers);
