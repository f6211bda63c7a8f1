import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationTable } from "../facts/table-facts.ts";

/** @throws DomainError `unsupported` for what has no indexes, or none that could be built without blocking. */
export function assertIndexable({ kind, persistence, ref }: OperationTable): void {
  const why =
    (kind === "view" && "is a view: index the tables that it reads") ||
    (kind === "foreign" && "is a foreign table: index it where its rows are") ||
    (persistence === "temporary" && "is temporary: it is gone with its session");
  if (why) throw new DomainError("unsupported", `${ref.name} ${why}. Nothing was changed.`);
}
