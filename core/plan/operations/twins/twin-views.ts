import { DomainError } from "#core/domain/domain-error.ts";
import type { CheckStep } from "#core/domain/plan-document.ts";
import type { OperationView } from "../facts/table-facts.ts";
import { viewStatements } from "../views/view-statements.ts";
import { refuseLost } from "./refuse-lost.ts";
import { materializedTwin } from "./twin-materialized-view.ts";
import { sameRights } from "./twin-settings.ts";
import { at, type Twinning, type TwinParts } from "./twinning.ts";

/** Views and rules that read the column, and those above them: dropped from the top down, made again from the bottom up. */
export async function twinViews(twinning: Twinning): Promise<readonly TwinParts[]> {
  const parts: TwinParts[] = [];
  const affected = affectedViews(twinning);
  for (const view of affected) refuseView(view, twinning, affected);
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

const keyOf = (ref: OperationView["ref"]): string => JSON.stringify([ref.schema, ref.name]);
const reads = (view: OperationView, { touches }: Twinning): boolean => touches(view.reads ?? []) !== "none";

/** In the order in which they can be made: what reads another comes after it. */
function affectedViews(twinning: Twinning): readonly OperationView[] {
  const found = new Set<string>();
  return twinning.table.views.filter((view) => {
    const isAbove = [...view.over, ...(view.on ? [view.on] : [])].some((it) => found.has(keyOf(it)));
    const isAffected = isAbove || view.reads === null || reads(view, twinning);
    if (isAffected && view.kind !== "rule") found.add(keyOf(view.ref));
    return isAffected;
  });
}

function refuseView(view: OperationView, twinning: Twinning, affected: readonly OperationView[]): void {
  const what = `${view.kind.replace("-", " ")} ${view.ref.schema}.${view.ref.name}`;
  if (twinning.touches(view.reads ?? []) === "lost") refuseLost(what, twinning);
  if (view.reads === null) {
    throw new DomainError(
      "unsupported",
      `The ${what} reads whole rows of ${twinning.table.ref.name}: it would see other columns, also those that Sluice adds. Write its columns out first (replace-view). Nothing was changed.`,
    );
  }
  const below = affected.find(({ ref }) => view.over.some((it) => keyOf(it) === keyOf(ref)));
  if (view.kind !== "materialized-view" || !below) return;
  throw new DomainError(
    "unsupported",
    `The ${what} reads ${below.ref.name}, which must be made again: it would have to be filled while its readers wait. Let it read the tables themselves first (replace-materialized-view). Nothing was changed.`,
  );
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
