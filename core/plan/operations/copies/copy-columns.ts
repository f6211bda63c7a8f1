import type { OperationColumn } from "../facts/table-facts.ts";
import { settings } from "../indexes/index-definition.ts";
import type { OperationSql } from "../operation.ts";

/** A column as CREATE TABLE has it; identity comes at the swap, since the old table has it until then. */
export function columnDefinition(column: OperationColumn, sql: OperationSql): string {
  const { name, type, collation, generated, default: value, notNull, notNullName } = column;
  const named = notNullName === null ? "" : `CONSTRAINT ${sql.name(notNullName)} `;
  return [
    `${sql.name(name)} ${type}`,
    collation === null ? "" : `COLLATE ${collation}`,
    generated === null ? "" : `GENERATED ALWAYS AS (${generated.expression}) ${generated.kind.toUpperCase()}`,
    generated === null && value !== null ? `DEFAULT ${value}` : "",
    notNull ? `${named}NOT NULL` : "",
  ]
    .filter((it) => it !== "")
    .join(" ");
}

/** What CREATE TABLE does not say of a column. */
export function columnSettings(column: OperationColumn, table: string, sql: OperationSql): readonly string[] {
  const name = sql.name(column.name);
  const alter = `ALTER TABLE ${table} ALTER COLUMN ${name}`;
  const grants = column.grants.map(
    ({ privilege, grantee, grantable }) =>
      `GRANT ${privilege} (${name}) ON ${table} TO ${grantee}${grantable ? " WITH GRANT OPTION" : ""}`,
  );
  return [
    ...(column.storage === null ? [] : [`${alter} SET STORAGE ${column.storage}`]),
    ...(column.compression === null ? [] : [`${alter} SET COMPRESSION ${column.compression}`]),
    ...(column.statisticsTarget === null ? [] : [`${alter} SET STATISTICS ${column.statisticsTarget}`]),
    ...(column.options.length === 0 ? [] : [`${alter} SET (${settings(column.options, sql)})`]),
    ...(column.comment === null ? [] : [`COMMENT ON COLUMN ${table}.${name} IS ${sql.text(column.comment)}`]),
    ...grants,
  ];
}
