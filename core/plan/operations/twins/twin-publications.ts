import type { OperationPublication } from "../facts/table-facts.ts";
import { refuseLost } from "./refuse-lost.ts";
import { at, type Twinning, type TwinParts } from "./twinning.ts";

/** Publications with a list of columns or a filter that names the column: the table is taken out and put in again at once. */
export async function twinPublications(twinning: Twinning): Promise<readonly TwinParts[]> {
  const { context } = twinning;
  const parts: TwinParts[] = [];
  for (const publication of twinning.table.publications.filter(({ by }) => by === "table")) {
    const filtered = publication.where === null ? [] : await context.sql.columnsOf(publication.where);
    const touched = twinning.touches([...(publication.columns ?? []), ...filtered]);
    if (touched === "lost") refuseLost(`publication ${publication.name}`, twinning);
    if (touched === "taken") parts.push(await twinPublication(publication, twinning));
  }
  return parts;
}

async function twinPublication(
  publication: OperationPublication,
  { on, after, context: { sql } }: Twinning,
): Promise<TwinParts> {
  const alter = `ALTER PUBLICATION ${sql.name(publication.name)}`;
  const add = ({ columns, where }: OperationPublication) =>
    `${alter} ADD TABLE ${on}${columns === null ? "" : ` (${columns.map(sql.name).join(", ")})`}${where === null ? "" : ` WHERE (${where})`}`;
  const rewritten = {
    ...publication,
    columns: publication.columns?.map((it) => after[it] ?? it) ?? null,
    where: publication.where === null ? null : await sql.renameColumns(publication.where, after),
  };
  const drop = `${alter} DROP TABLE ${on}`;
  return {
    contract: [at("detach", drop, add(publication)), at("attach", add(rewritten), drop)],
    notes: [`Publication ${publication.name} sends the new column from contract on: subscribers must have it by then.`],
  };
}
