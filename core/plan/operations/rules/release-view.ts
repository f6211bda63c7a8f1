import type { GrantFact, OperationTable } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";

/** A column of a release's view. */
export interface ReleaseColumn {
  readonly name: string;
  /** The table's column that it shows. */
  readonly source: string;
  /** Of the view alone; `null`: the table's. */
  readonly default: string | null;
}

/** What a view can be granted; TRUNCATE and MAINTAIN mean nothing there. */
const ON_VIEWS = new Set(["SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES", "TRIGGER"]);

/**
 * A view with an explicit list of columns, so that a column added to the table changes no prepared statement; read with the rights
 * and the policies of whoever asks (15 and later). Whoever may use the table may use it, in the same way.
 */
export function releaseView(
  {
    table,
    schema,
    columns,
  }: { readonly table: OperationTable; readonly schema: string; readonly columns: readonly ReleaseColumn[] },
  { sql, version }: OperationContext,
): readonly string[] {
  const view = sql.table({ schema, name: table.ref.name });
  const list = columns.map(({ name, source }) =>
    name === source ? sql.name(name) : `${sql.name(source)} AS ${sql.name(name)}`,
  );
  const invoker = version >= 150_000 ? " WITH (security_invoker = true)" : "";
  return [
    `CREATE VIEW ${view}${invoker} AS SELECT ${list.join(", ")} FROM ${sql.table(table.ref)}`,
    `ALTER VIEW ${view} OWNER TO ${sql.name(table.owner)}`,
    ...columns.flatMap((it) =>
      it.default === null ? [] : [`ALTER VIEW ${view} ALTER COLUMN ${sql.name(it.name)} SET DEFAULT ${it.default}`],
    ),
    ...table.grants.flatMap((grant) => grantOn(view, grant, "")),
    ...columns.flatMap(({ name, source }) =>
      (table.columns.find((it) => it.name === source)?.grants ?? []).flatMap((grant) =>
        grantOn(view, grant, ` (${sql.name(name)})`),
      ),
    ),
  ];
}

function grantOn(view: string, { grantee, privilege, grantable }: GrantFact, columns: string): readonly string[] {
  if (!ON_VIEWS.has(privilege)) return [];
  return [`GRANT ${privilege}${columns} ON ${view} TO ${grantee}${grantable ? " WITH GRANT OPTION" : ""}`];
}
