import { estimateWrites } from "#core/analysis/estimate-writes.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { LiveFacts } from "#core/plan/plan-check.ts";
import type { ReadText } from "#core/plan/read-plan-sql.ts";

/** What the rules ask of a database: its schema with sizes and traffic, its release, who follows it. */
export async function readLiveFacts(
  engine: Engine,
  connection: Connection,
  tables: readonly TableRef[],
  texts: readonly ReadText[],
): Promise<LiveFacts> {
  const { versionNumber, replicas } = await engine.introspector.probe(connection);
  const model = await engine.analyser.readModel(connection, tables);
  const statements = await Promise.all(
    texts.filter(({ role }) => role === "sql").map(({ text }) => engine.analyser.read(text)),
  );
  const estimates = await estimateWrites(engine, connection, statements.flat());
  const isThreePart = versionNumber > 1_000_000;
  return {
    model,
    version: isThreePart ? versionOfThree(versionNumber) : Math.trunc(versionNumber / 10_000),
    target: {
      minorVersion: isThreePart ? null : versionNumber % 10_000,
      freeBytes: null,
      replicas: replicas.length,
      longestTransactionMs: null,
      estimates,
    },
  };
}

/** 3053004 is 3.53.4, and the rules know it as 3.53. */
const versionOfThree = (number: number): number =>
  Number(`${Math.trunc(number / 1_000_000)}.${Math.trunc(number / 1_000) % 1_000}`);
