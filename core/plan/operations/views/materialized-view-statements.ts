import type { OperationView } from "../facts/table-facts.ts";
import { settings } from "../indexes/index-definition.ts";
import type { OperationSql } from "../operation.ts";
import { grantStatement } from "../twins/twin-settings.ts";

/** A materialized view as it was, without its indexes: filled by the one statement, and what is set on it by others. */
export function materializedViewStatements(
  view: OperationView,
  sql: OperationSql,
): { readonly fill: string; readonly settings: readonly string[] } {
  const on = sql.table(view.ref);
  const options = view.options.length > 0 ? ` WITH (${settings(view.options, sql)})` : "";
  const place = view.tablespace === null ? "" : ` TABLESPACE ${view.tablespace}`;
  const fill = `CREATE MATERIALIZED VIEW ${on}${options}${place} AS ${view.definition}\nWITH ${view.populated ? "" : "NO "}DATA`;
  const set = [
    ...(view.comment === null ? [] : [`COMMENT ON MATERIALIZED VIEW ${on} IS ${sql.text(view.comment)}`]),
    ...view.columns.flatMap((column) => [
      ...(column.comment === null
        ? []
        : [`COMMENT ON COLUMN ${on}.${sql.name(column.name)} IS ${sql.text(column.comment)}`]),
      ...column.grants.map((it) => grantStatement(it, `${it.privilege} (${sql.name(column.name)})`, on)),
    ]),
    ...view.grants.filter(({ grantee }) => grantee !== view.owner).map((it) => grantStatement(it, it.privilege, on)),
    `ALTER MATERIALIZED VIEW ${on} OWNER TO ${view.owner}`,
  ];
  return { fill, settings: set };
}
