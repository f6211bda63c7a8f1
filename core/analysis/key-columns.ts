import { addedConstraints } from "./added-constraints.ts";
import type { ColumnSpec } from "./change-specs.ts";
import type { ChangeOf } from "./schema-change.ts";

/** Columns of the primary key that a table is made with. */
export function keyColumns(change: ChangeOf<"create-table">): readonly ColumnSpec[] {
  const names = addedConstraints(change)
    .filter(({ constraint }) => constraint.kind === "primary-key")
    .flatMap(({ constraint }) => constraint.columns);
  return change.spec.columns.filter(({ name }) => names.includes(name));
}
