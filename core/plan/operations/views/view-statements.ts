import type { OperationView } from "../facts/table-facts.ts";
import { settings } from "../indexes/index-definition.ts";
import type { OperationContext, OperationSql } from "../operation.ts";
import { grantStatement } from "../twins/twin-settings.ts";
import { triggerStatements } from "../twins/twin-triggers.ts";

/** A view or rule as it was: DROP and CREATE lose owner, rights, defaults, comments and triggers. */
export function viewStatements(view: OperationView, { sql }: Pick<OperationContext, "sql">): readonly string[] {
  const { ref, on: of, kind, comment } = view;
  if (kind === "rule" && of) {
    const rule = `RULE ${sql.name(ref.name)} ON ${sql.table(of)}`;
    return [view.definition, ...(comment === null ? [] : [`COMMENT ON ${rule} IS ${sql.text(comment)}`])];
  }
  const on = sql.table(ref);
  const options = view.options.length > 0 ? ` WITH (${settings(view.options, sql)})` : "";
  return [
    `CREATE VIEW ${on}${options} AS ${view.definition}`,
    ...view.columns.flatMap((column) => columnStatements(column, on, sql)),
    ...(comment === null ? [] : [`COMMENT ON VIEW ${on} IS ${sql.text(comment)}`]),
    ...view.triggers.flatMap((it) => triggerStatements(it, on, sql)),
    ...grantsOf(view, on),
    `ALTER VIEW ${on} OWNER TO ${view.owner}`,
  ];
}

function columnStatements(column: OperationView["columns"][number], on: string, sql: OperationSql): readonly string[] {
  const name = sql.name(column.name);
  return [
    ...(column.default === null ? [] : [`ALTER VIEW ${on} ALTER COLUMN ${name} SET DEFAULT ${column.default}`]),
    ...(column.comment === null ? [] : [`COMMENT ON COLUMN ${on}.${name} IS ${sql.text(column.comment)}`]),
    ...column.grants.map((it) => grantStatement(it, `${it.privilege} (${name})`, on)),
  ];
}

/** What the owner has, the owner has anyway. */
const grantsOf = (view: OperationView, on: string): readonly string[] =>
  view.grants.filter(({ grantee }) => grantee !== view.owner).map((it) => grantStatement(it, it.privilege, on));
