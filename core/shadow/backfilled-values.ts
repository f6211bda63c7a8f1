import type { BackfillSpec } from "#core/engines/backfill-store.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";

/** Rows of a shadow by their key, with what a backfill sets; as text, each row once. */
export type BackfilledValues = readonly string[];

/** Reads the columns that a backfill sets, with the key. A shadow's tables are small. */
export async function readBackfilledValues(
  { statements, introspector }: Pick<Engine, "statements" | "introspector">,
  connection: Connection,
  { table, set }: Pick<BackfillSpec, "table" | "set">,
): Promise<BackfilledValues> {
  const detail = await introspector.table(connection, table);
  const key = detail?.indexes.find(({ primary }) => primary)?.columns.flatMap((column) => column ?? []) ?? [];
  const columns = [...new Set([...key, ...Object.keys(set)])].map((column) => statements.quote(column)).join(", ");
  const { rows } = await connection.query(`SELECT ${columns} FROM ${statements.quoteTable(table)}`);
  return rows.map((row) => JSON.stringify(Object.values(row), asText)).toSorted();
}

const asText = (_: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);

/** How many rows of before are not there any more as they were. */
export function countChanged(before: BackfilledValues, after: BackfilledValues): number {
  const left = new Map<string, number>();
  for (const row of after) left.set(row, (left.get(row) ?? 0) + 1);
  return before.filter((row) => {
    const count = left.get(row) ?? 0;
    left.set(row, count - 1);
    return count <= 0;
  }).length;
}
