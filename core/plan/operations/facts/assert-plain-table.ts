import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationTable } from "./table-facts.ts";

/** @throws DomainError `unsupported` for what is no table of its own: a view, a foreign or temporary table, a partition. */
export function assertPlainTable(table: OperationTable): void {
  const why = whyNot(table);
  if (why) throw new DomainError("unsupported", `${table.ref.name} ${why} Nothing was changed.`);
}

function whyNot({ kind, typed, persistence, parents }: OperationTable): string | null {
  const parent = parents[0]?.name;
  if (kind === "view" || kind === "materialized-view") return "is a view: change it with replace-view.";
  if (kind === "foreign") return "is a foreign table: change it where its rows are.";
  if (typed) return "is made of a type (CREATE TABLE … OF): change the type, or detach the table with NOT OF first.";
  if (persistence === "temporary") return "is temporary: it is gone with its session.";
  if (parent !== undefined) return `belongs to ${parent}: name ${parent}, and its parts follow, or detach it first.`;
  return null;
}
