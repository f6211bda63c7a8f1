import type { DataCheckKind, DataCheckVerdict } from "#core/domain/data-check.ts";
import type { Connection } from "./connection.ts";
import type { RowEvent, RowLayer, RowRule, RowSource } from "./row-rule.ts";

export interface DataCheckLimits {
  /** Milliseconds for one check; what has not been looked at by then is not known. */
  readonly checkMs: number;
  /** A table larger than this is looked at in parts. */
  readonly fullBytes: number;
  /** About so many rows are looked at then. */
  readonly sampleRows: number;
}

/** At most so many rows are shown of a check. */
export const MOST_SAMPLES = 5;

export interface DataCheckResult {
  readonly check: DataCheckKind;
  /** Such as `UNIQUE (email)`. */
  readonly subject: string;
  readonly verdict: DataCheckVerdict;
  /** Rows looked at; `null`: none were, or it cannot be told how many. */
  readonly rows: number | null;
  /** Not all rows of the table were looked at. */
  readonly sampled: boolean;
  /** `null`: not counted. */
  readonly offending: number | null;
  /** A few offending rows by key; `value` is cut, `null` where none is needed. */
  readonly samples: readonly { readonly key: string; readonly value: string | null }[];
  readonly message: string;
  /** The query, with its bounds. */
  readonly sql: string;
  readonly ms: number;
}

export interface DataQuestion {
  readonly rule: RowRule;
  readonly source: RowSource;
  /** Of a foreign key: the rows on the other side, as the steps before leave them. */
  readonly references: RowSource | null;
}

/** Asks the rows of a target what a plan needs of them. Never writes. */
export interface DataChecks {
  /** @throws DomainError `invalid-plan` where it does not parse. */
  read(sql: string): Promise<readonly RowEvent[]>;
  /** The rule that a constraint of the catalog is, where rows need not satisfy it yet; `null`: it is valid, or not there. */
  unvalidated(connection: Connection, source: RowSource, constraint: string): Promise<RowRule | null>;
  /** What a backfill leaves of the rows. */
  layerOf(set: Readonly<Record<string, string>>, where: string | null): RowLayer;
  check(connection: Connection, question: DataQuestion, limits: DataCheckLimits): Promise<DataCheckResult>;
}
