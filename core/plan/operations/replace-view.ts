import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationTable, OperationView } from "./facts/table-facts.ts";
import { settings } from "./indexes/index-definition.ts";
import type { Expansion, Operation, OperationContext } from "./operation.ts";
import { grantWaiver } from "./sql/grant-waiver.ts";
import { ignoring } from "./sql/ignoring.ts";
import { dropOfView, viewDependents } from "./views/view-dependents.ts";
import { viewStatements } from "./views/view-statements.ts";

/** Replaced in place where the server can; otherwise dropped and made again with all that hangs on it (reference: postgres.md, 2.1 S). */
export const replaceView: Operation<"replace-view"> = {
  name: "replace-view",
  engines: ["postgresql"],
  title: "Replace a view",
  summary:
    "Gives a view another query, also where other views depend on it: owner, rights, comments, defaults, rules and triggers stay.",
  keywords: ["view", "create or replace view", "query", "dependent views"],
  locks:
    "ACCESS EXCLUSIVE on the view, and on the views above it where its columns change, for milliseconds: no row is read.",
  undo: "The view and those above it get their old queries back, in one transaction.",
  refusals: [
    { what: "What is no view", instead: "Use replace-materialized-view for a materialized one" },
    { what: "A function, policy or another object that is bound to the view", instead: "Change or drop that first" },
    {
      what: "A materialized view above it",
      instead: "Let that read the tables themselves first (replace-materialized-view)",
    },
    {
      what: "A view, rule or trigger that needs a column which the new query does not have",
      instead: "Replace that first, or keep the column",
    },
  ],
  example: {
    view: "open_orders",
    query: "SELECT id, customer_id, amount, placed_at FROM orders WHERE status <> 'done'",
  },
  label: ({ view }) => `replace-view ${view}`,

  async expand(spec, context) {
    const { catalog, sql } = context;
    const table = await catalog.table(spec.view);
    const { view } = table;
    if (view?.kind !== "view") {
      throw new DomainError(
        "invalid-plan",
        `${table.ref.name} is no view${view ? ": it is materialized, use replace-materialized-view" : ""}. Nothing was changed.`,
      );
    }
    const columns = await catalog.columnsOfQuery(spec.query);
    const wanted = { ...view, definition: ended(spec.query) };
    if (isSameStart(view.columns, columns)) {
      const replaced = replaceText(wanted, sql);
      const isSame = columns.length === view.columns.length;
      const undo = isSame ? replaceText(view, sql) : madeAgain(table, { from: wanted, to: view, gone: [] }, context);
      return { steps: { expand: [{ sql: replaced, undo, name: `Replace the query of ${view.ref.name}` }] } };
    }
    return rebuilt(table, view, { wanted, columns }, context);
  },
};

type Column = OperationView["columns"][number];

/** Columns may only be added at the end, else the server refuses CREATE OR REPLACE. */
const isSameStart = (old: readonly Column[], wanted: readonly { readonly name: string; readonly type: string }[]) =>
  old.every(({ name, type }, index) => wanted[index]?.name === name && wanted[index]?.type === type);

/** A comment at its end must not swallow what follows it. */
const ended = (query: string): string => {
  const text = query.trim().replace(/;$/, "");
  return text.includes("--") ? `${text}\n` : text;
};

function replaceText(view: OperationView, sql: OperationContext["sql"]): string {
  // Without them the server would forget the options.
  const options = view.options.length > 0 ? ` WITH (${settings(view.options, sql)})` : "";
  return `CREATE OR REPLACE VIEW ${sql.table(view.ref)}${options} AS ${view.definition}`;
}

function rebuilt(
  table: OperationTable,
  view: OperationView,
  {
    wanted,
    columns,
  }: { readonly wanted: OperationView; readonly columns: readonly { readonly name: string; readonly type: string }[] },
  context: OperationContext,
): Expansion {
  const gone = view.columns.filter(({ name }) => !columns.some((it) => it.name === name)).map(({ name }) => name);
  const next = { ...wanted, columns: view.columns.filter(({ name }) => !gone.includes(name)) };
  const { name } = view.ref;
  const changes = gone.length > 0 ? ` It loses ${gone.join(", ")}.` : "";
  return {
    steps: {
      cutover: [{ gate: { ask: `Can every release do with the new columns of ${name}?${changes}` } }],
      contract: [
        {
          sql: madeAgain(table, { from: view, to: next, gone }, context),
          undo: madeAgain(table, { from: next, to: view, gone: [] }, context),
          name: `Make ${name} again with its new query, and what depends on it`,
          ...ignoring(
            grantWaiver(
              [next, ...table.views].flatMap((it) => [...it.grants, ...it.columns.flatMap((column) => column.grants)]),
            ),
          ),
        },
      ],
    },
  };
}

/** One transaction: what stands above goes from the top down, and comes back from the bottom up. */
function madeAgain(
  table: OperationTable,
  { from, to, gone }: { readonly from: OperationView; readonly to: OperationView; readonly gone: readonly string[] },
  context: OperationContext,
): string {
  const above = viewDependents(table, gone);
  return [
    ...above.toReversed().map((it) => dropOfView(it, context.sql)),
    dropOfView(from, context.sql),
    ...viewStatements(to, context),
    ...above.flatMap((it) => viewStatements(it, context)),
  ].join(";\n");
}
