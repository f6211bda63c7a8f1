import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { AnalysedStatement } from "./analysed-statement.ts";
import type { WriteEstimate } from "./write-estimate.ts";

/** A plan has few; a folder of seed data has thousands. */
const MOST = 20;
const WRITES = new Set(["update", "delete", "insert"]);

/** Asks the planner about statements that write, by their text. Executes nothing; what it cannot plan yet is left out. */
export async function estimateWrites(
  { shadow, errors }: Pick<Engine, "shadow" | "errors">,
  connection: Connection,
  statements: readonly AnalysedStatement[],
): Promise<ReadonlyMap<string, WriteEstimate>> {
  const found = new Map<string, WriteEstimate>();
  for (const { text } of statements.filter(isWrite).slice(0, MOST)) {
    try {
      const { rows, sequentialScans } = await shadow.explain(connection, text);
      found.set(text, { rows, scans: sequentialScans });
    } catch (error) {
      // It needs what the plan makes, or another role: the rules judge it by sizes alone.
      if (errors.classify(error) === "connection") throw error;
    }
  }
  return found;
}

const isWrite = ({ changes }: AnalysedStatement): boolean =>
  changes.some((change) => WRITES.has(change.kind) && !(change.kind === "insert" && change.query === null));
