import type { AnalysedStatement } from "#core/analysis/analysed-statement.ts";
import { estimateWrites } from "#core/analysis/estimate-writes.ts";
import type { SchemaModel } from "#core/analysis/schema-model.ts";
import { type TargetFacts, UNKNOWN_TARGET } from "#core/analysis/target-facts.ts";
import type { Dialect } from "#core/domain/dialect.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import { createEngine } from "#core/engines/engine-registry.ts";
import type { AppliedFacts } from "#core/lint/find-applied.ts";
import type { MigrationRunner } from "#core/lint/migration-runner.ts";
import { parseTargetUrl } from "#server/targets/parse-target-url.ts";
import { pgDriver } from "#server/targets/pg-driver.ts";
import { sqliteDriver } from "#server/targets/sqlite-driver.ts";

/** A database that is looked at while linting. Nothing is written to it. */
export interface LiveDatabase extends AsyncDisposable {
  readonly dialect: Dialect;
  readonly version: number;
  readonly engine: Engine;
  readonly connection: Connection;
  readSchema(): Promise<{ readonly model: SchemaModel; readonly target: TargetFacts }>;
  /** What the planner expects of statements that write. */
  estimate(statements: readonly AnalysedStatement[]): Promise<TargetFacts["estimates"]>;
  /** The migrations that the runner says it has; `null` where its ledger is not there or may not be read. */
  readLedger(runner: MigrationRunner): Promise<AppliedFacts["ledger"]>;
}

const LOOK = { applicationName: "sluice:lint", connectTimeoutMs: 10_000, statementTimeoutMs: 30_000 };

/** @throws DomainError `invalid-input`, `target-unreachable`, `target-rights`; none repeats the URL. */
export async function connectLiveDatabase(url: string): Promise<LiveDatabase> {
  const { engine: dialect, address } = parseTargetUrl(url);
  const readOnlySqlite: typeof sqliteDriver = {
    open: (file, options) => sqliteDriver.open(file, { ...options, readOnly: file !== ":memory:" }),
  };
  const engine = createEngine(dialect, { postgresql: pgDriver, sqlite: readOnlySqlite });
  const connection = await engine.connect(address, LOOK);
  if (engine.capabilities.addressKind === "network") await connection.query("SET default_transaction_read_only = on");
  const { versionNumber, replicas } = await engine.introspector.probe(connection);
  const target: TargetFacts = {
    ...UNKNOWN_TARGET,
    ...(dialect === "postgresql" ? { minorVersion: versionNumber % 10_000, replicas: replicas.length } : {}),
    longestTransactionMs: await longestTransaction(engine, connection),
  };
  let schema: Promise<SchemaModel> | null = null;
  return {
    dialect,
    engine,
    connection,
    version: MAJOR_OF[dialect](versionNumber),
    readSchema: async () => {
      const reading = schema ?? engine.analyser.readModel(connection, "all");
      schema = reading;
      return { model: await reading, target };
    },
    estimate: (statements) => estimateWrites(engine, connection, statements),
    readLedger: (runner) => readLedger(engine, connection, runner),
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

async function longestTransaction(engine: Engine, connection: Connection): Promise<number | null> {
  if (!engine.capabilities.activity) return null;
  const { longTransactions } = await engine.introspector.activity(connection);
  const seconds = longTransactions.flatMap(({ transactionSeconds }) => transactionSeconds ?? []);
  return seconds.length === 0 ? null : Math.max(...seconds) * 1_000;
}

/** Servers number their versions as 180004 and SQLite as 3053000: 18 and 3.53. */
const MAJOR_OF: Readonly<Record<Dialect, (version: number) => number>> = {
  postgresql: (version) => Math.floor(version / 10_000),
  sqlite: (version) => Number(`${Math.floor(version / 1_000_000)}.${Math.floor(version / 1_000) % 1_000}`),
};

async function readLedger(engine: Engine, connection: Connection, { ledger }: MigrationRunner) {
  if (!ledger) return null;
  try {
    const { rows } = await connection.query(ledger.query);
    return { versions: rows.map((row) => String(row.version)), holds: ledger.holds };
  } catch (error) {
    // Another runner's database, or one that has never seen it.
    if (engine.errors.classify(error) === "connection") throw error;
    return null;
  }
}
