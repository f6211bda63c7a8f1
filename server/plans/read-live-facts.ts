import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { LiveFacts } from "#core/plan/plan-check.ts";

/** What the rules ask of a database: its schema with sizes and traffic, its release, who follows it. */
export async function readLiveFacts(
  engine: Engine,
  connection: Connection,
  tables: readonly TableRef[],
): Promise<LiveFacts> {
  const { versionNumber, replicas } = await engine.introspector.probe(connection);
  const model = await engine.analyser.readModel(connection, tables);
  const isThreePart = versionNumber > 1_000_000;
  return {
    model,
    version: isThreePart ? versionOfThree(versionNumber) : Math.trunc(versionNumber / 10_000),
    target: {
      minorVersion: isThreePart ? null : versionNumber % 10_000,
      freeBytes: null,
      replicas: replicas.length,
      longestTransactionMs: null,
    },
  };
}

/** 3053004 is 3.53.4, and the rules know it as 3.53. */
const versionOfThree = (number: number): number =>
  Number(`${Math.trunc(number / 1_000_000)}.${Math.trunc(number / 1_000) % 1_000}`);
