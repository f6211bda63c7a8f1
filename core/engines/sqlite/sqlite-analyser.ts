import type { AnalysedStatement } from "#core/analysis/analysed-statement.ts";
import { applyAll, applyStatement } from "#core/analysis/apply-statement.ts";
import { emptyModel } from "#core/analysis/empty-model.ts";
import { modelKey } from "#core/analysis/model-key.ts";
import type { SchemaModel } from "#core/analysis/schema-model.ts";
import type { SourcePlace } from "#core/analysis/source-place.ts";
import type { StatementAnalyser } from "#core/analysis/statement-analyser.ts";
import type { Connection } from "../connection.ts";
import type { SqliteDriver } from "../drivers.ts";
import type { TableSummary } from "../introspector.ts";
import { sqliteIntrospector } from "./sqlite-introspector.ts";
import { foldName } from "./sqlite-names.ts";
import { predictStatement } from "./sqlite-predict.ts";
import { readChanges } from "./sqlite-read-changes.ts";
import { shapeOf } from "./sqlite-statement-shape.ts";
import { createSqliteStatements } from "./sqlite-statements.ts";
import { placeOf, type SqliteToken, splitStatements } from "./sqlite-tokens.ts";

const SCHEMA = "main";

/** The static analysis of SQLite. The library itself has the last word on syntax; what a statement does is read from its words. */
export function createSqliteAnalyser(driver: SqliteDriver): StatementAnalyser {
  const reader = createSqliteStatements(driver);
  return {
    read: async (sql) => {
      // Refuses, with the place, what SQLite does not parse.
      await reader.read(sql);
      return statementsOf(sql);
    },
    emptyModel: ({ complete }) => emptyModel({ complete, schema: SCHEMA }),
    predict: predictStatement,
    apply: applyStatement,
    modelOf: (statements) => applyAll(statements, emptyModel({ complete: true, schema: SCHEMA }), { bornHere: false }),
    readModel,
  };
}

function statementsOf(sql: string): readonly AnalysedStatement[] {
  const at = (offset: number): SourcePlace => ({ ...placeOf(sql, offset), offset });
  return splitStatements(sql).map((tokens) => {
    const start = tokens[0]?.start ?? 0;
    const end = tokens.at(-1)?.end ?? start;
    const change = readChanges({ sql, placeOf: at, tokens: tokens.map(folded) });
    return {
      text: sql.slice(start, end),
      place: at(start),
      end,
      label: shapeOf(sql, tokens).label,
      changes: [change],
      refusesTransaction: change.kind === "vacuum",
      gives: [],
      unqualified: [],
    };
  });
}

/** Names in one spelling, for the model compares them as they stand; SQLite does not see the case of ASCII letters. */
const folded = (token: SqliteToken): SqliteToken =>
  token.kind === "word" || token.kind === "quoted" ? { ...token, name: foldName(token.name) } : token;

/** The file's schema, from the statements that SQLite keeps. */
async function readModel(connection: Connection): Promise<SchemaModel> {
  const { rows } = await connection.query(
    "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, rowid",
  );
  const statements = rows.flatMap(({ sql }) => statementsOf(String(sql)));
  const model = applyAll(statements, emptyModel({ complete: true, schema: SCHEMA }), { bornHere: false });
  return withSizes(model, await sqliteIntrospector.tables(connection));
}

/** Nobody counts who reads a file: its tables have sizes and no traffic. */
function withSizes(model: SchemaModel, sizes: readonly TableSummary[]): SchemaModel {
  const tables = new Map(model.tables);
  for (const { name, rowEstimate: rows, bytes } of sizes) {
    const key = modelKey({ schema: SCHEMA, name: foldName(name) });
    const table = tables.get(key);
    const facts = { rows, bytes, indexBytes: null, writesPerSecond: null, readsPerSecond: null };
    if (table) tables.set(key, { ...table, facts });
  }
  return { ...model, tables };
}
