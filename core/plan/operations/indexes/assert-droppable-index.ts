import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationIndex, OperationTable } from "../facts/table-facts.ts";

/** @throws DomainError `unsupported` for an index that something else stands on. */
export function assertDroppableIndex(index: OperationIndex, table: OperationTable): void {
  const why = whyNot(index, table);
  if (why)
    throw new DomainError("unsupported", `Index ${index.ref.name} of ${table.ref.name} ${why} Nothing was changed.`);
}

function whyNot(index: OperationIndex, table: OperationTable): string | null {
  const user = table.incoming.find((it) => it.references?.index?.name === index.ref.name);
  if (index.constraint !== null) return `keeps the constraint ${index.constraint}: use drop-constraint.`;
  if (index.parent) return `belongs to ${index.parent.name} of the partitioned table: name that.`;
  if (index.replicaIdentity)
    return "is the replica identity: without it UPDATE and DELETE of a published table fail. Set another one first, with set-replica-identity.";
  if (user) return `is what foreign key ${user.name} of ${user.table.name} points to: drop that first.`;
  return null;
}
