import type { UnlookedRule } from "#core/analysis/unlooked-rule.ts";
import type { Blocked, Finding } from "#core/domain/finding.ts";
import type { LintFile } from "./lint-file.ts";

/** A finding in a file. */
export interface LintFinding extends Pick<Finding, "rule" | "severity" | "message" | "fix"> {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** In the engine's words; `null` where the finding is about no lock. */
  readonly lock: string | null;
  readonly blocks: readonly Blocked[];
  readonly rewrite: boolean;
  /** Why it was accepted, and where that is said; `null`: it stands. */
  readonly accepted: { readonly reason: string; readonly by: "source" | "configuration" } | null;
}

/** How much was looked at. */
export interface LintCount {
  readonly files: number;
  readonly statements: number;
  readonly analysed: number;
}

/** One set as it was understood, told in the summary. */
export interface LintedSet {
  readonly root: string;
  readonly runner: string;
  readonly engine: string;
  readonly judged: number;
  /** Taken as applied already: they only tell what the schema is. */
  readonly applied: number;
  /** Created by the files that are judged, and so empty and unused. */
  readonly newTables: number;
}

export interface LintReport {
  /** By file, line and column. */
  readonly findings: readonly LintFinding[];
  readonly count: LintCount;
  readonly sets: readonly LintedSet[];
  /** Rules that had nothing to judge by. */
  readonly unlooked: readonly UnlookedRule[];
  /** Whether a database was looked at. */
  readonly hasDatabase: boolean;
  /** What was looked at, for source lines in the output. */
  readonly files: readonly LintFile[];
}
