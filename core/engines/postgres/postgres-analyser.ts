import { applyAll, applyStatement } from "#core/analysis/apply-statement.ts";
import { emptyModel } from "#core/analysis/empty-model.ts";
import type { StatementAnalyser } from "#core/analysis/statement-analyser.ts";
import { predictStatement } from "./postgres-predict.ts";
import { readModel } from "./postgres-read-model.ts";
import { readStatements } from "./postgres-read-statements.ts";

const SCHEMA = "public";

/** The static analysis of PostgreSQL 14 to 18. */
export const postgresAnalyser: StatementAnalyser = {
  read: readStatements,
  emptyModel: ({ complete }) => emptyModel({ complete, schema: SCHEMA }),
  predict: predictStatement,
  apply: applyStatement,
  modelOf: (statements) => applyAll(statements, emptyModel({ complete: true, schema: SCHEMA }), { bornHere: false }),
  readModel,
};
