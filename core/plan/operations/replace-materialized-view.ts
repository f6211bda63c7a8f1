import { DomainError } from "#core/domain/domain-error.ts";
import type { StepDocument } from "#core/domain/plan-document.ts";
import { grantWaiver } from "./grant-waiver.ts";
import { ignoring } from "./ignoring.ts";
import { indexDefinition } from "./index-definition.ts";
import { indexSettings } from "./index-settings.ts";
import { materializedViewStatements } from "./materialized-view-statements.ts";
import type { Operation, OperationContext } from "./operation.ts";
import { spareName } from "./spare-name.ts";
import type { OperationIndex, OperationTable, OperationView } from "./table-facts.ts";
import { dropOfView, viewDependents } from "./view-dependents.ts";
import { viewStatements } from "./view-statements.ts";

/** Built and filled beside the old one, which is read until both change names (reference: postgres.md, 2.1 S). */
export const replaceMaterializedView: Operation<"replace-materialized-view"> = {
  name: "replace-materialized-view",
  engines: ["postgresql"],
  title: "Replace a materialized view",
  summary: "Fills another materialized view with its indexes beside the old one, then both change names.",
  keywords: ["materialized view", "matview", "refresh", "query"],
  locks: "ACCESS EXCLUSIVE on the materialized view and the views above it for milliseconds, to change names.",
  undo: "The old one gets its name back; after contract it is filled again first.",
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
    const fresh = await filled(next, table.indexes, "new", context);
    const kept = await filled({ ...view, ref: old }, table.indexes, "old", context);
    const drop = (ref: OperationView["ref"]) => `DROP MATERIALIZED VIEW ${sql.table(ref)}`;
    return {
      steps: {
        expand: [
          {
            sql: fresh.create.join(";\n"),
            undo: drop(made),
            name: `Fill the new ${name} beside the old one`,
            ...ignoring(grantWaiver(rightsOf(next))),
          },
          ...fresh.indexes,
          { sql: `ANALYZE ${sql.table(made)}`, undo: "keep", name: `Statistics of the new ${name}` },
        ],
        cutover: [
          {
            gate: {
              ask: `Can every release do with the new ${name}?${gone.length > 0 ? ` It loses ${gone.join(", ")}.` : ""}`,
            },
          },
        ],
        contract: [
          ...(view.populated ? [refresh(made, name, context)] : []),
          {
            sql: swap(table, { from: old, to: made, gone }, context),
            undo: swap(table, { from: made, to: old, gone: [] }, context),
            name: `Let the new ${name} take the place of the old one`,
            ...ignoring(grantWaiver(table.views.flatMap(rightsOf))),
          },
          {
            sql: drop(old),
            undo: [...kept.create, ...kept.statements].join(";\n"),
            name: `Drop the old ${name}; the undo fills it again`,
          },
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

/** The view with all that is set on it; its indexes as steps, and as statements. */
async function filled(
  view: OperationView,
  indexes: readonly OperationIndex[],
  which: "old" | "new",
  context: OperationContext,
) {
  const { sql } = context;
  const steps: StepDocument[] = [];
  const statements: string[] = [];
  for (const index of indexes) {
    const ref = spareIndex(index, which, context);
    const create = await indexDefinition(index, { name: ref.name, on: sql.table(view.ref), names: {} }, sql);
    const settings = indexSettings(index, { index: ref, table: view.ref }, sql);
    steps.push({
      index: create,
      undo: `DROP INDEX IF EXISTS ${sql.table(ref)}`,
      name: `Build ${index.ref.name} on it`,
    });
    if (settings.length > 0)
      steps.push({ sql: settings.join(";\n"), undo: "keep", name: `Settings of the new ${index.ref.name}` });
    statements.push(create, ...settings);
  }
  return { create: materializedViewStatements(view, sql), indexes: steps, statements };
}

const rightsOf = ({ grants, columns }: OperationView) => [...grants, ...columns.flatMap((it) => it.grants)];

const refresh = (made: OperationView["ref"], name: string, { sql }: OperationContext): StepDocument => ({
  sql: `REFRESH MATERIALIZED VIEW ${sql.table(made)}`,
  undo: "keep",
  name: `Bring the new ${name} up to date`,
});

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
