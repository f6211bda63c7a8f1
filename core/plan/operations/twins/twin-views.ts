import { DomainError } from "#core/domain/domain-error.ts";
import type { CheckStep } from "#core/domain/plan-document.ts";
import type { OperationView } from "../facts/table-facts.ts";
import { viewDependents } from "../views/view-dependents.ts";
import { viewStatements } from "../views/view-statements.ts";
import { affectedViews, viewKey } from "./affected-views.ts";
import { refuseLost } from "./refuse-lost.ts";
import { materializedTwin } from "./twin-materialized-view.ts";
import { sameRights } from "./twin-settings.ts";
import { at, type Twinning, type TwinParts } from "./twinning.ts";

/** Views and rules that read the column, and those above them: dropped from the top down, made again from the bottom up. */
export async function twinViews(twinning: Twinning): Promise<readonly TwinParts[]> {
  const parts: TwinParts[] = [];
  const affected = affectedViews(twinning);
  for (const view of affected) refuseView(view, twinning, affected);
  for (const view of affected) await refuseBound(view, twinning);
  const views = affected.filter(({ kind }) => kind !== "materialized-view");
  for (const view of views.toReversed()) {
    parts.push({
      contract: [at("views-away", dropOf(view, twinning), viewStatements(view, twinning.context).join(";\n"))],
    });
  }
  for (const view of affected.filter((it) => !views.includes(it))) {
    const { away, back, ...others } = await materializedTwin(view, twinning);
    parts.push({ ...others, contract: [...away, ...back] });
  }
  for (const view of views) {
    const definition = await rewrite(view, twinning.after, twinning);
    const again = viewStatements({ ...view, definition }, twinning.context).join(";\n");
    parts.push({
      checks: view.kind === "view" && reads(view, twinning) ? [await acceptance(view, twinning)] : [],
      contract: [{ ...at("views-back", again, dropOf(view, twinning)), ignore: sameRights(grantsOn(view)) }],
    });
  }
  return parts;
}

const reads = (view: OperationView, { touches }: Twinning): boolean => touches(view.reads ?? []) !== "none";

function refuseView(view: OperationView, twinning: Twinning, affected: readonly OperationView[]): void {
  const what = `${view.kind.replace("-", " ")} ${view.ref.schema}.${view.ref.name}`;
  if (twinning.touches(view.reads ?? []) === "lost") refuseLost(what, twinning);
  if (view.reads === null) {
    throw new DomainError(
      "unsupported",
      `The ${what} reads whole rows of ${twinning.table.ref.name}: it would see other columns, also those that Sluice adds. Write its columns out first (replace-view). Nothing was changed.`,
    );
  }
  const below = affected.find(({ ref }) => view.over.some((it) => viewKey(it) === viewKey(ref)));
  if (view.kind !== "materialized-view" || !below) return;
  throw new DomainError(
    "unsupported",
    `The ${what} reads ${below.ref.name}, which must be made again: it would have to be filled while its readers wait. Let it read the tables themselves first (replace-materialized-view). Nothing was changed.`,
  );
}

/** Whatever is bound to a view by other means would keep it from being dropped. */
async function refuseBound({ kind, ref }: OperationView, { context: { catalog } }: Twinning): Promise<void> {
  const found = kind === "view" ? await catalog.find(ref) : null;
  if (found) viewDependents(found, []);
}

const grantsOn = ({ grants, columns }: OperationView) => [...grants, ...columns.flatMap((column) => column.grants)];

function dropOf({ kind, ref, on }: OperationView, { context: { sql } }: Twinning): string {
  if (kind === "rule" && on) return `DROP RULE ${sql.name(ref.name)} ON ${sql.table(on)}`;
  return `DROP VIEW ${sql.table(ref)}`;
}

const rewrite = (
  view: OperationView,
  names: Twinning["after"],
  { table, context: { sql } }: Twinning,
): Promise<string> => sql.renameInQuery(view.definition, table.ref, names);

/** Asked of the server before contract: the query over the new column is one. */
async function acceptance(view: OperationView, twinning: Twinning): Promise<CheckStep> {
  const query = await rewrite(view, twinning.now, twinning);
  return {
    check: {
      name: `view ${view.ref.name} can be made over the new column`.slice(0, 200),
      none: `SELECT 1 FROM (${query}) AS q LIMIT 0`,
    },
    from: twinning.from,
  };
}
