import type { SqliteDriver } from "../drivers.ts";
import type { Engine } from "../engine.ts";
import { createSqliteAnalyser } from "./sqlite-analyser.ts";
import { sqliteBackfill } from "./sqlite-backfill.ts";
import { sqliteVerifier } from "./sqlite-backfill-verifier.ts";
import { connectSqlite } from "./sqlite-connection.ts";
import { sqliteDataChecks } from "./sqlite-data-checks.ts";
import { createSqliteDdl } from "./sqlite-ddl.ts";
import { sqliteDryRun } from "./sqlite-dry-run.ts";
import { sqliteErrors } from "./sqlite-errors.ts";
import { sqliteIntrospector } from "./sqlite-introspector.ts";
import { sqliteLateCommits } from "./sqlite-late-commits.ts";
import { sqliteSampler } from "./sqlite-sampler.ts";
import { createSqliteShadow } from "./sqlite-shadow.ts";
import { sqliteSkippedRows } from "./sqlite-skipped-rows.ts";
import { sqliteStatementHistory } from "./sqlite-statement-history.ts";
import { createSqliteStatements } from "./sqlite-statements.ts";
import { sqliteSync } from "./sqlite-sync.ts";

/** SQLite 3.40 or later: one file, one writer, transactional DDL. */
export function createSqliteEngine(driver: SqliteDriver): Engine {
  const statements = createSqliteStatements(driver);
  const ddl = createSqliteDdl(statements);
  return {
    dialect: "sqlite",
    capabilities: {
      addressKind: "file",
      schemas: false,
      namesIgnoreCase: true,
      transactionalDdl: true,
      concurrentIndexBuild: false,
      rowLocks: false,
      lockTimeout: true,
      activity: false,
      // `node:sqlite` cannot interrupt a statement; ending its thread takes effect when the statement ends.
      cancel: false,
      maxConcurrentSlices: 1,
      quietTriggers: false,
      defaultBatchSize: 500,
      targetBatchMs: 100,
      fullSpeedBatchMs: 100,
    },
    connect: (address, options) => connectSqlite(driver, address, options),
    introspector: sqliteIntrospector,
    statements,
    statementHistory: sqliteStatementHistory,
    analyser: createSqliteAnalyser(driver),
    ddl,
    sync: sqliteSync,
    backfill: sqliteBackfill,
    skippedRows: sqliteSkippedRows,
    verifier: sqliteVerifier,
    lateCommits: sqliteLateCommits,
    dryRun: sqliteDryRun,
    dataChecks: sqliteDataChecks,
    shadow: createSqliteShadow(driver, ddl),
    operations: null,
    sampler: sqliteSampler,
    errors: sqliteErrors,
  };
}
