import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationTable } from "../facts/table-facts.ts";

/** Longer names are cut off by the server, silently. */
const MOST_BYTES = 63;

/** @throws DomainError `invalid-plan` for a name that a new column cannot have, unless the column `but` gives it up. */
export function refuseTakenName(table: OperationTable, name: string, but: readonly string[] = []): void {
  if (Buffer.byteLength(name) > MOST_BYTES) {
    throw new DomainError(
      "invalid-plan",
      `The name ${name} has more than ${MOST_BYTES} bytes: the server would cut it off. Choose a shorter one.`,
    );
  }
  if (!but.includes(name) && table.columns.some((it) => it.name === name)) {
    throw new DomainError("invalid-plan", `Table ${table.ref.name} has a column ${name} already. Choose another name.`);
  }
}
