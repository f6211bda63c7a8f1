import type { OperationSql } from "./operation.ts";
import type { OperationIndex } from "./table-facts.ts";

/** CREATE INDEX with everything of an index but its name, over other columns where `columns` says so. */
export function indexOn(
  index: OperationIndex,
  { name, table, columns = {} }: { readonly name: string; readonly table: string; readonly columns?: Names },
  sql: OperationSql,
): string {
  const column = (it: string): string => sql.name(columns[it] ?? it);
  const keys = index.keys.map((key) => {
    const text = key.column === null ? `(${key.text})` : column(key.column);
    return `${text} ${key.suffix}`.trim();
  });
  const parts = [
    `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${sql.name(name)} ON ${table} USING ${index.method} (${keys.join(", ")})`,
    index.include.length > 0 ? `INCLUDE (${index.include.map(column).join(", ")})` : "",
    index.nullsNotDistinct ? "NULLS NOT DISTINCT" : "",
    index.options.length > 0 ? `WITH (${index.options.join(", ")})` : "",
    index.tablespace === null ? "" : `TABLESPACE ${index.tablespace}`,
    index.where === null ? "" : `WHERE ${index.where}`,
  ];
  return parts.filter((it) => it !== "").join(" ");
}
type Names = Readonly<Record<string, string>>;
