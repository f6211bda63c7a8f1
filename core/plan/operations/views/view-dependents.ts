import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationTable, OperationView } from "../facts/table-facts.ts";
import type { OperationSql } from "../operation.ts";

/**
 * Views and rules that read a view, in the order in which they can be made: they go and come back with it in one transaction.
 * @throws DomainError `unsupported` for what cannot: a materialized view, whatever is bound to it by other means, or needs a
 * column that is `gone`.
 */
export function viewDependents(table: OperationTable, gone: readonly string[]): readonly OperationView[] {
  const { ref, views, functions, policiesElsewhere, others, triggers } = table;
  const refuse = (what: string, why: string): never => {
    throw new DomainError("unsupported", `${what} ${why}. Nothing was changed.`);
  };
  const [bound] = [
    ...functions.map(({ signature }) => `Function ${signature}`),
    ...policiesElsewhere.map((it) => `Policy ${it.name} of ${it.table.name}`),
    ...others.map(({ what }) => what),
  ];
  if (bound !== undefined) refuse(bound, `uses ${ref.name}: it would have to go too. Change or drop that first`);
  const filled = views.find(({ kind }) => kind === "materialized-view");
  if (filled)
    refuse(
      `Materialized view ${filled.ref.name}`,
      `reads ${ref.name}: its rows would have to be computed while everybody waits. Let it read the tables themselves first, with replace-materialized-view`,
    );
  for (const { reads, kind, ref: reader } of views) {
    const lost = reads === null ? gone[0] : gone.find((it) => reads.includes(it));
    if (lost !== undefined)
      refuse(
        `${kind === "rule" ? "Rule" : "View"} ${reader.name}`,
        `reads ${lost} of ${ref.name}, which the new query does not have. Replace that first, or keep the column`,
      );
  }
  const trigger = triggers.find(({ columns }) => gone.some((it) => columns.includes(it)));
  if (trigger)
    refuse(
      `Trigger ${trigger.name} of ${ref.name}`,
      "names a column that the new query does not have. Change that first",
    );
  return views;
}

export const dropOfView = ({ kind, ref, on }: OperationView, sql: OperationSql): string =>
  kind === "rule" && on ? `DROP RULE ${sql.name(ref.name)} ON ${sql.table(on)}` : `DROP VIEW ${sql.table(ref)}`;
