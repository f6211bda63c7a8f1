import type { Severity } from "#core/domain/finding.ts";

/** How long somebody may be made to wait. */
export interface LockLimits {
  /** Milliseconds that readers or writers may wait for one statement, by agreement. Longer is an error. */
  readonly agreedMs: number;
  /** Milliseconds that strong locks on one table may last over all statements together. */
  readonly releaseMs: number;
}

/** House rules: what a team has agreed on. What is not set is not asked for. */
export interface HouseRules {
  /** Patterns that names must match. */
  readonly names: {
    readonly table?: RegExp | undefined;
    readonly column?: RegExp | undefined;
    readonly index?: RegExp | undefined;
    readonly constraint?: RegExp | undefined;
  };
  /** Types that a key may have, in the engine's full names. */
  readonly keyTypes: readonly string[];
  /** Columns that every new table has. */
  readonly requiredColumns: readonly string[];
  /** Names that an ORM reads as the class of a row. */
  readonly classColumns: readonly string[];
  /** How a table is named that was set aside before its drop. */
  readonly quarantine: RegExp;
  /** Rows that one statement may change. */
  readonly mostRows: number;
  readonly mostIndexes: number;
  readonly mostIndexColumns: number;
  readonly mostChangesInTransaction: number;
}

export interface AnalysisSettings {
  /** By rule: another severity, `off`, or `on` for a rule that is off unless it is asked for. */
  readonly rules: Readonly<Record<string, Severity | "on" | "off">>;
  readonly limits: LockLimits;
  readonly house: HouseRules;
}

export const DEFAULT_SETTINGS: AnalysisSettings = {
  rules: {},
  limits: { agreedMs: 5_000, releaseMs: 30_000 },
  house: {
    names: {},
    keyTypes: ["bigint", "uuid"],
    requiredColumns: [],
    classColumns: ["type"],
    quarantine: /(^_?(old|trash|dropped|deprecated)_|_(old|trash|dropped|deprecated|to_drop)(_\d+)?$)/,
    mostRows: 10_000,
    mostIndexes: 10,
    mostIndexColumns: 3,
    mostChangesInTransaction: 10,
  },
};
