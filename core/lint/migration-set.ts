import type { Dialect } from "#core/domain/dialect.ts";
import type { TransactionMode } from "#core/domain/migration-runner-id.ts";
import type { LintFile } from "./lint-file.ts";
import type { MigrationRunner } from "./migration-runner.ts";

/** One forward change, as its runner would run it. */
export interface Migration {
  readonly file: LintFile;
  /** Of the same length as the file's text; what does not run forward is blank. */
  readonly text: string;
  /** Names in `text` that stand for what the runner fills in, such as `schema___` for `${schema}`. */
  readonly placeholders: ReadonlyMap<string, string>;
  readonly version: string;
  readonly transaction: TransactionMode;
  /** `false`: the runner has files for undoing and this migration has none. `null`: the runner has no such files. */
  readonly hasUndo: boolean | null;
}

/** Migrations that follow each other on one database. */
export interface MigrationSet {
  readonly runner: MigrationRunner;
  /** The folder; of a plain file its path. */
  readonly root: string;
  readonly dialect: Dialect;
  /** The folder says that it is for an engine that Sluice does not analyse, such as `mysql`. */
  readonly foreignEngine: string | null;
  /** In the order in which they run. */
  readonly migrations: readonly Migration[];
}
