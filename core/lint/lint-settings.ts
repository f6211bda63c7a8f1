import type { Dialect } from "#core/domain/dialect.ts";
import type { Severity } from "#core/domain/finding.ts";
import type { RunnerId, TransactionMode } from "#core/domain/migration-runner-id.ts";

/** A finding that is accepted, from the configuration. */
export interface Suppression {
  readonly rule: string;
  readonly reason: string;
  /** Files that it holds for, such as `db/migrations/2019*`; all where it is left out. */
  readonly path?: string | undefined;
  /** The last day on which it holds, such as `2027-03-31`. */
  readonly until?: string | undefined;
}

/** What `sluice-lint.yaml` says. */
export interface LintSettings {
  readonly engine?: Dialect | undefined;
  readonly postgresVersion?: number | undefined;
  readonly runner?: RunnerId | undefined;
  readonly transaction?: TransactionMode | undefined;
  /** `on` asks for a rule of the house in its own severity. */
  readonly rules: Readonly<Record<string, Severity | "on" | "off">>;
  readonly suppressions: readonly Suppression[];
  readonly ignore: readonly string[];
  readonly schema?: string | undefined;
  readonly since?: string | undefined;
  /** Free disk of the database's server, as somebody said. */
  readonly freeBytes?: number | undefined;
  readonly failOn?: Severity | "never" | undefined;
  /** Public address of the rules' page, for SARIF. */
  readonly docs?: string | undefined;
}
