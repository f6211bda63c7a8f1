import type { OperationContext } from "./operation.ts";
import type { OperationView } from "./table-facts.ts";

/** Makes a view again as it was: options, owner, column defaults, comments, grants and triggers. DROP VIEW loses all of them. */
export function viewStatements(view: OperationView, { sql }: OperationContext): readonly string[] {
  const name = sql.table(view.ref);
  const options = view.options.length > 0 ? ` WITH (${view.options.join(", ")})` : "";
  const comment = (on: string, text: string | null): readonly string[] =>
    text === null ? [] : [`COMMENT ON ${on} IS ${sql.text(text)}`];
  return [
    `CREATE VIEW ${name}${options} AS ${view.definition.replace(/;\s*$/, "")}`,
    `ALTER VIEW ${name} OWNER TO ${sql.name(view.owner)}`,
    ...view.columns.flatMap((column) => [
      ...(column.default === null
        ? []
        : [`ALTER VIEW ${name} ALTER COLUMN ${sql.name(column.name)} SET DEFAULT ${column.default}`]),
      ...comment(`COLUMN ${name}.${sql.name(column.name)}`, column.comment),
    ]),
    ...comment(`VIEW ${name}`, view.comment),
    ...view.grants.map(
      ({ grantee, privilege, grantable }) =>
        `GRANT ${privilege} ON ${name} TO ${grantee}${grantable ? " WITH GRANT OPTION" : ""}`,
    ),
    ...view.triggers.map(({ definition }) => definition),
  ];
}
