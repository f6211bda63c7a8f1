import type { Dialect } from "#core/domain/dialect.ts";
import type { AnalysedStatement } from "./analysed-statement.ts";
import type { AnalysisSettings } from "./analysis-settings.ts";
import type { SchemaModel } from "./schema-model.ts";
import type { ScriptPart } from "./script-part.ts";
import type { StatementEffects } from "./statement-effects.ts";
import type { TargetFacts } from "./target-facts.ts";

/** A statement where it stands in its script, with what it will do there. */
export interface StagedStatement {
  readonly part: ScriptPart;
  readonly statement: AnalysedStatement;
  /** The schema as the statements before leave it. */
  readonly before: SchemaModel;
  readonly effects: StatementEffects;
  /** Statements of one transaction share a number; `null`: it commits by itself or runs outside any. */
  readonly transaction: number | null;
}

/** What is the same for all statements of a script. */
export interface Stage {
  readonly engine: Dialect;
  readonly version: number;
  readonly target: TargetFacts;
  readonly settings: AnalysisSettings;
  /** All statements of all parts, in the order in which they run. */
  readonly script: readonly StagedStatement[];
}

/** What a rule sees: one statement and all around it. */
export interface Scene extends Stage {
  readonly at: StagedStatement;
  /** Of `at` in `script`. */
  readonly index: number;
}
