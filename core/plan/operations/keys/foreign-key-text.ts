import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationConstraint } from "../facts/table-facts.ts";
import type { OperationSql } from "../operation.ts";

/** A name as the server quotes it, or anything up to the parenthesis. */
const LIST = String.raw`\((?:"(?:[^"]|"")*"|[^")])*\)`;
const HEAD = new RegExp(`^FOREIGN KEY ${LIST} REFERENCES (?:"(?:[^"]|"")*"|[^"(])+${LIST}`);

/**
 * The definition of a foreign key over other columns, to another table: match type, actions and deferrability are kept. Always
 * NOT VALID: it is validated by a step of its own.
 * @throws DomainError `unsupported` for SET NULL of some of the columns.
 */
export function foreignKeyText(
  constraint: OperationConstraint,
  to: { readonly columns: readonly string[]; readonly table: string; readonly references: readonly string[] },
  sql: OperationSql,
): string {
  const tail = constraint.definition.replace(HEAD, "").replace(/ NOT VALID$/, "");
  if (tail.includes("(")) {
    throw new DomainError(
      "unsupported",
      `Foreign key ${constraint.name} of ${constraint.table.name} sets only some of its columns when a row is deleted: Sluice cannot make such a key again. Replace it by one that sets all of them, then try again.`,
    );
  }
  const columns = to.columns.map((it) => sql.name(it)).join(", ");
  const references = to.references.map((it) => sql.name(it)).join(", ");
  return `FOREIGN KEY (${columns}) REFERENCES ${to.table} (${references})${tail} NOT VALID`;
}
