import { setFlagsFromString } from "node:v8";
import type { Dialect } from "#core/domain/dialect.ts";
import type { OfflineAnalyser } from "#core/lint/lint-set.ts";

/** Only the analyser of the engine that is asked for is loaded, and nothing else of it: linting starts fast. */
const ANALYSERS: Readonly<Record<Dialect, () => Promise<OfflineAnalyser>>> = {
  postgresql: async () => {
    // Left alone, V8 optimises the parser's largest function: half a second and 500 MB for what a lint never earns back.
    setFlagsFromString("--wasm-tiering-budget=1000000000");
    return (await import("#core/engines/postgres/postgres-analyser.ts")).postgresAnalyser;
  },
  sqlite: async () => {
    const [{ createSqliteAnalyser }, { sqliteDriver }] = await Promise.all([
      import("#core/engines/sqlite/sqlite-analyser.ts"),
      import("#server/targets/sqlite-driver.ts"),
    ]);
    return createSqliteAnalyser(sqliteDriver);
  },
};

const made = new Map<Dialect, Promise<OfflineAnalyser>>();

export function analyserOf(dialect: Dialect): Promise<OfflineAnalyser> {
  const known = made.get(dialect) ?? ANALYSERS[dialect]();
  made.set(dialect, known);
  return known;
}
