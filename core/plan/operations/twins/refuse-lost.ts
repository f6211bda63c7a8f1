import { DomainError } from "#core/domain/domain-error.ts";
import type { Twinning } from "./twinning.ts";

/** @throws DomainError `unsupported`: PostgreSQL would refuse to drop the old column under what needs it. */
export function refuseLost(what: string, { table, from }: Twinning): never {
  throw new DomainError(
    "unsupported",
    `${from}: ${what} needs a column of ${table.ref.name} that goes, and no new column takes its place. Change or drop it in a migration before. Nothing was changed.`,
  );
}
