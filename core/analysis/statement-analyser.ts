import type { Connection } from "#core/engines/connection.ts";
import type { AnalysedStatement } from "./analysed-statement.ts";
import type { WrittenName } from "./resolve-name.ts";
import type { SchemaModel } from "./schema-model.ts";
import type { StatementEffects } from "./statement-effects.ts";

export interface AnalysisContext {
  /** The server's major version, such as 18; for SQLite 3.53 it is 3.53. */
  readonly version: number;
  /** `own`: nothing else shares its transaction. `wrapped`: a runner or a BEGIN put it in one with others. */
  readonly transaction: "own" | "wrapped";
}

/** What an engine brings to the analysis. Nothing here asks a database but `readModel`. */
export interface StatementAnalyser {
  /**
   * Splits a text into statements.
   * @throws DomainError `invalid-plan` with line and column where it does not parse.
   */
  read(sql: string): Promise<readonly AnalysedStatement[]>;
  /** The model of a database of which nothing is known (`complete: false`), or that is empty (`complete: true`). */
  emptyModel(options: { readonly complete: boolean }): SchemaModel;
  /** What the statement does to relations as the model has them. Never throws: what it does not know is the worst, and said. */
  predict(statement: AnalysedStatement, model: SchemaModel, context: AnalysisContext): StatementEffects;
  /** The model after the statement. Tables that it makes are `bornHere`. Never throws. */
  apply(statement: AnalysedStatement, model: SchemaModel): SchemaModel;
  /** All statements applied; nothing is `bornHere`. For `--schema dump.sql`. */
  modelOf(statements: readonly AnalysedStatement[]): SchemaModel;
  /** The live schema: relations named and what depends on them, or all. */
  readModel(connection: Connection, only: readonly WrittenName[] | "all"): Promise<SchemaModel>;
}
