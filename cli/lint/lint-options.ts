import type { Dialect } from "#core/domain/dialect.ts";
import type { Severity } from "#core/domain/finding.ts";
import type { RunnerId, TransactionMode } from "#core/domain/migration-runner-id.ts";
import type { FormatName } from "#core/lint/formats/format-name.ts";
import type { JsonOption } from "../print.ts";

/** What was typed. */
export interface LintOptions extends JsonOption {
  readonly engine?: Dialect;
  readonly pgVersion?: number;
  readonly database?: string;
  readonly schema?: string;
  readonly since?: string;
  readonly appliedThrough?: string;
  readonly runner?: RunnerId;
  readonly transaction?: TransactionMode;
  readonly config?: string;
  readonly format: FormatName;
  readonly failOn?: Severity | "never";
}
