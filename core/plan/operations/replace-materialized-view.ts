import { DomainError } from "#core/domain/domain-error.ts";
import type { StepDocument } from "#core/domain/plan-document.ts";
import type { OperationIndex, OperationTable, OperationView } from "./facts/table-facts.ts";
import { indexDefinition } from "./indexes/index-definition.ts";
import { indexSettings } from "./indexes/index-settings.ts";
import type { Operation, OperationContext } from "./operation.ts";
import { grantWaiver } from "./sql/grant-waiver.ts";
import { ignoring } from "./sql/ignoring.ts";
import { spareName } from "./sql/spare-name.ts";
import { materializedViewStatements } from "./views/materialized-view-statements.ts";
import { dropOfView, viewDependents } from "./views/view-dependents.ts";
import { viewStatements } from "./views/view-statements.ts";

/** Built and filled beside the old one, which is read until both change names (reference: postgres.md, 2.1 S). */
export const replaceMaterializedView: Operation<"replace-materialized-view"> = {
  name: "replace-materialized-view",
  engines: ["postgresql"],
  title: "Replace a materialized view",
  summary: "Fills another materialized view with its indexes beside the old one, then both change names.",
  keywords: ["materialized view", "matview", "refresh", "query"],
  locks: "ACCESS EXCLUSIVE on the materialized view and the views above it for milliseconds, to change names.",
  undo: "The old one gets its name back; where it is gone already it is filled again first.",
  refusals: [
    { what: "What is no materialized view", instead: "Use replace-view for a view" },
    {
      what: "An index over a column that the new query does not have",
      instead: "Drop it first (drop-index), or keep the column",
    },
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
    view: "sales_by_day",
    query: "SELECT placed_at::date AS day, sum(amount) AS total, count(*) AS orders FROM orders GROUP BY 1",
  },
  label: ({ view }) => `replace-materialized-view ${view}`,

  async expand(spec, context) {
    const { catalog, sql } = context;
    const table = await catalog.table(spec.view);
    const { view } = table;
    if (view?.kind !== "materialized-view") {
      throw new DomainError(
        "invalid-plan",
        `${table.ref.name} is no materialized view${view ? ": use replace-view" : ""}. Nothing was changed.`,
      );
    }
    const wanted = await catalog.columnsOfQuery(spec.query);
    const gone = view.columns.filter(({ name }) => !wanted.some((it) => it.name === name)).map(({ name }) => name);
    assertIndexesFit(table, gone);
    const { name, schema } = view.ref;
    const made = { schema, name: spareName(context, "view", schema, name) };
    const old = { schema, name: spareName(context, "old", schema, name) };
    const columns = view.columns.filter((it) => !gone.includes(it.name));
    const next = { ...view, ref: made, columns, definition: spec.query.trim().replace(/;$/, "") };
    const drop = (ref: OperationView["ref"]) => `DROP MATERIALIZED VIEW ${sql.table(ref)}`;
    const change = {
      sql: swap(table, { from: old, to: made, gone }, context),
      undo: swap(table, { from: made, to: old, gone: [] }, context),
      name: `Let the new ${name} take the place of the old one`,
      ...ignoring(grantWaiver(table.views.flatMap(rightsOf))),
    };
    return {
      steps: {
        cutover: [
          {
            gate: {
              ask: `Can every release do with the new ${name}?${gone.length > 0 ? ` It loses ${gone.join(", ")}.` : ""}`,
            },
          },
        ],
        contract: [
          ...(await making(next, table.indexes, drop(made), context)),
          change,
          ...(await takingAway({ ...view, ref: old }, table.indexes, drop(old), context)),
        ],
      },
    };
  },
};

function assertIndexesFit({ ref, indexes }: OperationTable, gone: readonly string[]): void {
  const lost = indexes.find(({ columns }) => columns.some((it) => gone.includes(it)));
  if (!lost) return;
  throw new DomainError(
    "unsupported",
    `Index ${lost.ref.name} of ${ref.name} is over a column that the new query does not have. Nothing was changed. Drop it first, with drop-index, or keep the column.`,
  );
}

const spareIndex = (index: OperationIndex, which: "old" | "new", context: OperationContext): OperationIndex["ref"] => ({
  schema: index.ref.schema,
  name: spareName(context, which, index.ref.schema, index.ref.name),
});

const rightsOf = ({ grants, columns }: OperationView) => [...grants, ...columns.flatMap((it) => it.grants)];

/** Right before it takes the place, so that it shows what is there: filled, set and indexed while the old one is read. */
async function making(
  view: OperationView,
  indexes: readonly OperationIndex[],
  drop: string,
  context: OperationContext,
): Promise<readonly StepDocument[]> {
  const { sql } = context;
  const { fill, settings } = materializedViewStatements(view, sql);
  const steps: StepDocument[] = [
    { sql: fill, undo: drop, name: "Fill the new one beside the old one" },
    {
      sql: settings.join(";\n"),
      undo: "keep",
      name: "Give it the owner, the rights and the comments of the old one",
      ...ignoring(grantWaiver(rightsOf(view))),
    },
  ];
  for (const index of indexes) {
    const ref = spareIndex(index, "new", context);
    const create = await indexDefinition(index, { name: ref.name, on: sql.table(view.ref), names: {} }, sql);
    const set = indexSettings(index, { index: ref, table: view.ref }, sql);
    steps.push({
      index: create,
      undo: `DROP INDEX IF EXISTS ${sql.table(ref)}`,
      name: `Build ${index.ref.name} on it`,
    });
    if (set.length > 0)
      steps.push({ sql: set.join(";\n"), undo: "keep", name: `Settings of the new ${index.ref.name}` });
  }
  return [...steps, { sql: `ANALYZE ${sql.table(view.ref)}`, undo: "keep", name: "Statistics of the new one" }];
}

/** Each step says how the old one comes back, the last one first: filled, then indexed, then set. */
async function takingAway(
  view: OperationView,
  indexes: readonly OperationIndex[],
  drop: string,
  context: OperationContext,
): Promise<readonly StepDocument[]> {
  const { sql } = context;
  const { fill, settings } = materializedViewStatements(view, sql);
  const restated = settings.join(";\n");
  const steps: StepDocument[] = [
    {
      sql: restated,
      undo: restated,
      name: "What is set on the old one, as it is; the undo sets it again",
      ...ignoring(grantWaiver(rightsOf(view))),
    },
  ];
  for (const index of indexes) {
    const own = { ...index, ref: spareIndex(index, "old", context) };
    const set = indexSettings(own, { index: own.ref, table: view.ref }, sql).join(";\n");
    if (set !== "") steps.push({ sql: set, undo: set, name: `Settings of the old ${index.ref.name} as they are` });
    steps.push({
      index: `DROP INDEX ${sql.table(own.ref)}`,
      undo: await indexDefinition(own, { name: own.ref.name, on: sql.table(view.ref), names: {} }, sql),
      name: `Drop ${index.ref.name} of the old one`,
    });
  }
  return [...steps, { sql: drop, undo: fill, name: "Drop the old one; the undo fills it again" }];
}

/** The view under the name gives it up to `from`, and `to` gets it; views above are made again, since they follow the old one. */
function swap(
  table: OperationTable,
  {
    from,
    to,
    gone,
  }: { readonly from: OperationView["ref"]; readonly to: OperationView["ref"]; readonly gone: readonly string[] },
  context: OperationContext,
): string {
  const { sql } = context;
  const above = viewDependents(table, gone);
  const away = from.name === spareName(context, "old", table.ref.schema, table.ref.name) ? "old" : "new";
  const rename = (what: string, ref: OperationView["ref"], name: string) =>
    `ALTER ${what} ${sql.table(ref)} RENAME TO ${sql.name(name)}`;
  const indexes = table.indexes.flatMap((it) => [
    rename("INDEX", it.ref, spareIndex(it, away, context).name),
    rename("INDEX", spareIndex(it, away === "old" ? "new" : "old", context), it.ref.name),
  ]);
  return [
    ...above.toReversed().map((it) => dropOfView(it, sql)),
    rename("MATERIALIZED VIEW", table.ref, from.name),
    rename("MATERIALIZED VIEW", to, table.ref.name),
    ...indexes,
    ...above.flatMap((it) => viewStatements(it, context)),
  ].join(";\n");
}
