import type { StatementEffects } from "#core/analysis/statement-effects.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";

/** What the static analysis says of statements, one after the other, over the schema as the ones before leave it. */
export interface Predictor {
  /** `null`: it cannot be read. */
  next(sql: string, transaction: "own" | "wrapped"): Promise<Prediction | null>;
}

export interface Prediction {
  readonly label: string;
  readonly effects: StatementEffects;
}

/** Begins with the schema that the session sees. */
export async function predictStatements(
  { analyser }: Engine,
  connection: Connection,
  version: number,
): Promise<Predictor> {
  let model = await analyser.readModel(connection, "all");
  return {
    async next(sql, transaction) {
      const [statement] = await analyser.read(sql).catch(() => []);
      if (!statement) return null;
      const effects = analyser.predict(statement, model, { version, transaction });
      model = analyser.apply(statement, model);
      return { label: statement.label, effects };
    },
  };
}
