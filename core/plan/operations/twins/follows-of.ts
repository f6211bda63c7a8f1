import type { OperationColumn } from "../facts/table-facts.ts";
import type { OperationSql } from "../operation.ts";
import type { ColumnRule } from "../rules/column-rule.ts";

/**
 * How an old column follows the new one in the soak. `same`: it holds the same value, so that its constraints refuse nothing which
 * those of the new one let pass. `one-to-one`: or NULL, where its type does not hold the value. `other`: whatever `down` says.
 */
export type Follows = "same" | "one-to-one" | "other";

const INTEGERS = new Set(["smallint", "integer", "bigint"]);

export function followsOf(
  { old, new: added }: ColumnRule,
  column: Pick<OperationColumn, "name" | "type" | "collation">,
  sql: OperationSql,
): Follows {
  const heir = added.find((it) => it.takesOver === column.name);
  const from = old.find((it) => it.name === column.name);
  if (!heir || !from) return "other";
  const name = sql.name(heir.name);
  if (from.down === name && heir.type === column.type && heir.collation === column.collation) return "same";
  const isCast = from.down === `CAST(${name} AS ${column.type})`;
  return isCast && INTEGERS.has(heir.type) && INTEGERS.has(column.type) ? "one-to-one" : "other";
}
