import type { OperationStatistics } from "../facts/table-facts.ts";
import { at, commentOn, type Twinning, type TwinParts, whileKept } from "./twinning.ts";

/** Extended statistics: made with the new column, filled by the ANALYZE after the backfill. */
export async function twinStatistics(twinning: Twinning): Promise<readonly TwinParts[]> {
  const parts: TwinParts[] = [];
  for (const statistics of twinning.table.statistics) {
    const touched = twinning.touches(statistics.columns);
    if (touched === "lost")
      parts.push({ notes: [`Extended statistics ${statistics.ref.name} go with the old column.`] });
    if (touched === "taken") parts.push(await twinOne(statistics, twinning));
  }
  return parts;
}

async function twinOne(statistics: OperationStatistics, twinning: Twinning): Promise<TwinParts> {
  const { sql } = twinning.context;
  const { schema, name } = statistics.ref;
  const [made, put] = [twinning.spare.next("s"), twinning.spare.next("s")];
  const rename = (from: string, to: string) =>
    `ALTER STATISTICS ${sql.table({ schema, name: from })} RENAME TO ${sql.name(to)}`;
  const expressions: string[] = [];
  for (const it of statistics.expressions) expressions.push(`(${await sql.renameColumns(it, twinning.now)})`);
  const elements = [...statistics.keys.map((it) => sql.name(twinning.now[it] ?? it)), ...expressions].join(", ");
  const isSingle = statistics.keys.length === 0 && expressions.length === 1;
  const kinds = isSingle ? "" : ` (${statistics.kinds.join(", ")})`;
  const spare = sql.table({ schema, name: made });
  const target =
    statistics.target === null
      ? []
      : [{ sql: `ALTER STATISTICS ${spare} SET STATISTICS ${statistics.target}`, undo: null }];
  return {
    settings: [
      {
        sql: `CREATE STATISTICS ${spare}${kinds} ON ${elements} FROM ${twinning.on}`,
        undo: `DROP STATISTICS ${spare}`,
      },
      ...target,
    ],
    contract: [
      ...whileKept(twinning, at("detach", rename(name, put), rename(put, name))),
      at("attach", rename(made, name), rename(name, made)),
      ...commentOn(`STATISTICS ${sql.table(statistics.ref)}`, statistics.comment, sql),
    ],
  };
}
