import type { TableRef } from "#core/engines/introspector.ts";
import type { OperationSql } from "./operation.ts";
import type { OperationIndex } from "./table-facts.ts";

/** CREATE INDEX for an index as it is, under a name and on a table of choice. */
export function indexText(
  index: OperationIndex,
  place: { readonly name: string; readonly table: TableRef; readonly only?: boolean },
  sql: OperationSql,
): string {
  const keys = index.keys.map(({ column, text, suffix }) =>
    [column === null ? `(${text})` : sql.name(column), suffix].filter((it) => it !== "").join(" "),
  );
  return [
    `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${sql.name(place.name)} ON ${place.only ? "ONLY " : ""}${sql.table(place.table)}`,
    `USING ${sql.name(index.method)} (${keys.join(", ")})`,
    ...(index.include.length > 0 ? [`INCLUDE (${index.include.map((it) => sql.name(it)).join(", ")})`] : []),
    ...(index.nullsNotDistinct ? ["NULLS NOT DISTINCT"] : []),
    ...(index.options.length > 0 ? [`WITH (${index.options.join(", ")})`] : []),
    ...(index.tablespace === null ? [] : [`TABLESPACE ${index.tablespace}`]),
    ...(index.where === null ? [] : [`WHERE ${index.where}`]),
  ].join(" ");
}
