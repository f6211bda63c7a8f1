import type { StatementAnalyser } from "#core/analysis/statement-analyser.ts";
import type { Dialect } from "#core/domain/dialect.ts";
import type { BackfillStore } from "./backfill-store.ts";
import type { BackfillVerifier } from "./backfill-verifier.ts";
import type { Connection, ConnectOptions } from "./connection.ts";
import type { DataChecks } from "./data-checks.ts";
import type { DdlRunner } from "./ddl-runner.ts";
import type { DryRun } from "./dry-run.ts";
import type { EngineErrors } from "./engine-errors.ts";
import type { Introspector } from "./introspector.ts";
import type { LateCommits } from "./late-commits.ts";
import type { OperationReader } from "./operation-reader.ts";
import type { SessionEnder } from "./session-ender.ts";
import type { ShadowMaker } from "./shadow.ts";
import type { SkippedRows } from "./skipped-rows.ts";
import type { StatementHistory } from "./statement-history.ts";
import type { StatementReader } from "./statement-reader.ts";
import type { SyncWriter } from "./sync-writer.ts";
import type { TargetAddress } from "./target-address.ts";
import type { TargetSampler } from "./target-sampler.ts";

/** What an engine can do. Shared code asks these, never the dialect. */
export interface Capabilities {
  readonly addressKind: TargetAddress["kind"];
  readonly schemas: boolean;
  /** `City` and `city` are one name, quoted or not. */
  readonly namesIgnoreCase: boolean;
  readonly transactionalDdl: boolean;
  readonly concurrentIndexBuild: boolean;
  readonly rowLocks: boolean;
  readonly lockTimeout: boolean;
  /** Sessions of other clients can be seen. */
  readonly activity: boolean;
  /** A running statement can be cancelled from outside. */
  readonly cancel: boolean;
  /** Most slices that may work on one target at once; `null` for no limit of the engine's own. */
  readonly maxConcurrentSlices: number | null;
  /** A backfill can keep the triggers of its table quiet. */
  readonly quietTriggers: boolean;
  /** How many rows a batch starts with. */
  readonly defaultBatchSize: number;
  /** Milliseconds a batch should take: so long a writer of the same rows may wait for it. */
  readonly targetBatchMs: number;
  /** The same at full speed, where somebody asked for rows a second before everything else. */
  readonly fullSpeedBatchMs: number;
}

/** All that Sluice asks of a kind of database. One folder an engine, the same file names in each. */
export interface Engine {
  readonly dialect: Dialect;
  readonly capabilities: Capabilities;
  /** @throws DomainError `target-unreachable`, `target-rights` (login refused), with what to do. */
  connect(address: TargetAddress, options: ConnectOptions): Promise<Connection>;
  readonly introspector: Introspector;
  readonly statements: StatementReader;
  readonly statementHistory: StatementHistory;
  readonly analyser: StatementAnalyser;
  readonly ddl: DdlRunner;
  readonly sync: SyncWriter;
  readonly backfill: BackfillStore;
  readonly skippedRows: SkippedRows;
  readonly verifier: BackfillVerifier;
  readonly lateCommits: LateCommits;
  readonly dryRun: DryRun;
  readonly dataChecks: DataChecks;
  readonly shadow: ShadowMaker;
  /** `null`: there are no ready-made operations for this engine. */
  readonly operations: OperationReader | null;
  readonly sampler: TargetSampler;
  /** Absent: sessions of others cannot be ended. */
  readonly sessions?: SessionEnder;
  readonly errors: EngineErrors;
}
