import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationIndex } from "../facts/table-facts.ts";
import type { Twinning } from "./twinning.ts";

/** @throws DomainError `unsupported` where rows are found by an index whose column goes and no new one takes it over. */
export function refuseLostKey(index: OperationIndex, { table }: Twinning): void {
  if (!index.primary && !index.replicaIdentity) return;
  const [what, instead] = index.primary
    ? ["primary key", "Give the table another one first (add-primary-key)"]
    : ["replica identity", "Give the table another one first (set-replica-identity)"];
  throw new DomainError(
    "unsupported",
    `${index.ref.name} is the ${what} of ${table.ref.name}, and its column goes without another in its place. ${instead}. Nothing was changed.`,
  );
}
