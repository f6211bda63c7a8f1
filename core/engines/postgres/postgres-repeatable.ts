import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillSpec } from "../backfill-store.ts";
import { inParentheses, quoteTableName } from "./postgres-names.ts";
import { listOf, nodeOf, nodesIn, statementsOf, stringOf } from "./postgres-syntax.ts";

/**
 * Where rows move under the batches, one can be met twice: an expression must not read what the backfill writes, so
 * that the second time changes nothing.
 * @throws DomainError `invalid-plan` naming the expression, with what to do.
 */
export async function refuseUnrepeatable(spec: BackfillSpec): Promise<void> {
  const written = Object.keys(spec.set);
  for (const [column, expression] of Object.entries(spec.set)) {
    const [statement] = await statementsOf(`SELECT ${inParentheses(expression)}`);
    for (const [key, node] of nodesIn(statement?.body)) {
      if (key !== "ColumnRef") continue;
      const fields = listOf(node, "fields");
      const name = stringOf(fields.at(-1));
      const isWholeRow = nodeOf(fields.at(-1), "A_Star") !== null || name === spec.table.name;
      if (!isWholeRow && !written.includes(name ?? "")) continue;
      throw new DomainError(
        "invalid-plan",
        `${quoteTableName(spec.table)} has no key, so its rows are walked by their address, which an UPDATE changes: a row can be met twice. The expression of ${column} reads ${isWholeRow ? "the whole row" : name}, which the backfill writes, so the second time would change it again. Add a primary key (or a unique index over NOT NULL columns) in an expand step, or write into a new column.`,
      );
    }
  }
}
