import type { PostgresDriver } from "../drivers.ts";
import type { Capabilities, Engine } from "../engine.ts";
import { postgresAnalyser } from "./postgres-analyser.ts";
import { postgresBackfill } from "./postgres-backfill.ts";
import { postgresVerifier } from "./postgres-backfill-verifier.ts";
import { connectPostgres } from "./postgres-connection.ts";
import { postgresDataChecks } from "./postgres-data-checks.ts";
import { postgresDdl } from "./postgres-ddl.ts";
import { postgresDryRun } from "./postgres-dry-run.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { postgresIntrospector } from "./postgres-introspector.ts";
import { postgresLateCommits } from "./postgres-late-commits.ts";
import { postgresOperations } from "./postgres-operations.ts";
import { postgresSampler } from "./postgres-sampler.ts";
import { postgresSessionEnder } from "./postgres-session-ender.ts";
import { createPostgresShadow } from "./postgres-shadow.ts";
import { postgresSkippedRows } from "./postgres-skipped-rows.ts";
import { postgresStatementHistory } from "./postgres-statement-history.ts";
import { createPostgresStatements } from "./postgres-statements.ts";
import { postgresSync } from "./postgres-sync.ts";

const CAPABILITIES: Capabilities = {
  addressKind: "network",
  schemas: true,
  namesIgnoreCase: false,
  transactionalDdl: true,
  concurrentIndexBuild: true,
  rowLocks: true,
  lockTimeout: true,
  activity: true,
  cancel: true,
  maxConcurrentSlices: null,
  quietTriggers: true,
  defaultBatchSize: 1_000,
  // The longest a writer of the same rows waits for a batch: with 500 ms some waited 330 (bench:gentle).
  targetBatchMs: 100,
  fullSpeedBatchMs: 500,
};

/** PostgreSQL 14 to 18. */
export const createPostgresEngine = (driver: PostgresDriver): Engine => ({
  dialect: "postgresql",
  capabilities: CAPABILITIES,
  connect: (address, options) => connectPostgres(driver, address, options),
  introspector: postgresIntrospector,
  statements: createPostgresStatements(),
  statementHistory: postgresStatementHistory,
  analyser: postgresAnalyser,
  ddl: postgresDdl,
  sync: postgresSync,
  backfill: postgresBackfill,
  skippedRows: postgresSkippedRows,
  verifier: postgresVerifier,
  lateCommits: postgresLateCommits,
  dryRun: postgresDryRun,
  dataChecks: postgresDataChecks,
  shadow: createPostgresShadow(driver),
  operations: postgresOperations,
  sampler: postgresSampler,
  sessions: postgresSessionEnder,
  errors: postgresErrors,
});
