import type { Connection, Row } from "../connection.ts";
import type { QueryPlan } from "../shadow.ts";

/** `SCAN city` reads all of it; `SEARCH city USING INDEX i` does not. */
export async function explain(connection: Connection, sql: string): Promise<QueryPlan> {
  const { rows } = await connection.query(`EXPLAIN QUERY PLAN ${sql}`);
  const details = rows.map(({ detail }) => String(detail));
  const indexes = details.flatMap((it) => / USING (?:COVERING )?INDEX (\S+)/.exec(it)?.[1] ?? []);
  const scans = details.flatMap((it) => (/ USING /.test(it) ? [] : (/^SCAN (\S+)/.exec(it)?.[1] ?? [])));
  return { cost: null, rows: null, indexes: [...new Set(indexes)], sequentialScans: [...new Set(scans)] };
}

/** What ANALYZE has kept in the target; it holds counts only. */
export async function readStatistics(target: Connection): Promise<readonly Row[] | null> {
  const known = await target.query("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'");
  if (known.rows.length === 0) return null;
  return (await target.query("SELECT tbl, idx, stat FROM sqlite_stat1")).rows;
}

/** Puts them in the place of the made-up rows' own, and lets the planner read them. */
export async function applyStatistics(
  shadow: Connection,
  statistics: readonly Row[] | null,
): Promise<readonly string[]> {
  if (statistics === null) {
    return [
      "The database was never analysed, so that the planner knows no sizes there; here it knows those of made-up rows.",
    ];
  }
  await shadow.query("DELETE FROM sqlite_stat1");
  for (const { tbl, idx, stat } of statistics) {
    await shadow.query("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", [tbl, idx, stat]);
  }
  await shadow.query("ANALYZE sqlite_schema");
  return [];
}
