import type { IndexKey, OperationIndex } from "../facts/table-facts.ts";
import type { OperationSql } from "../operation.ts";

interface Wanted {
  readonly name: string;
  /** The table, as SQL names it. */
  readonly on: string;
  /** Other names of columns. */
  readonly names: Readonly<Record<string, string>>;
}

/** CREATE INDEX for the same index under another name and on other columns, of the parts that the catalog tells. */
export async function indexDefinition(
  index: OperationIndex,
  { name, on, names }: Wanted,
  sql: OperationSql,
): Promise<string> {
  const columnOf = (column: string) => sql.name(names[column] ?? column);
  const keys: string[] = [];
  for (const key of index.keys)
    keys.push(`${await keyText(key, names, sql)}${key.suffix === "" ? "" : ` ${key.suffix}`}`);
  const where = index.where === null ? "" : ` WHERE ${await sql.renameColumns(index.where, names)}`;
  return [
    `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${sql.name(name)} ON ${on} USING ${index.method} (${keys.join(", ")})`,
    index.include.length > 0 ? ` INCLUDE (${index.include.map(columnOf).join(", ")})` : "",
    index.nullsNotDistinct ? " NULLS NOT DISTINCT" : "",
    index.options.length > 0 ? ` WITH (${settings(index.options, sql)})` : "",
    index.tablespace === null ? "" : ` TABLESPACE ${index.tablespace}`,
    where,
  ].join("");
}

const keyText = async (key: IndexKey, names: Wanted["names"], sql: OperationSql): Promise<string> =>
  key.column === null ? await sql.renameColumns(key.text, names) : sql.name(names[key.column] ?? key.column);

/** `name=value` as the catalog keeps it. */
export const settings = (options: readonly string[], { name, text }: OperationSql): string =>
  options
    .map((it) => {
      const [key = "", ...value] = it.split("=");
      return `${key.split(".").map(name).join(".")} = ${text(value.join("="))}`;
    })
    .join(", ");
