import type { ConstraintSpec } from "./change-specs.ts";
import type { WrittenName } from "./resolve-name.ts";
import type { SchemaChange } from "./schema-change.ts";

export interface AddedConstraint {
  readonly table: WrittenName;
  readonly constraint: ConstraintSpec;
  /** What it comes with. */
  readonly on: "table" | "new-column" | "new-table";
}

/** The constraints that a change adds, wherever they are written. A column's own constraint names that column. */
export function addedConstraints(change: SchemaChange): readonly AddedConstraint[] {
  switch (change.kind) {
    case "add-constraint":
      return [{ table: change.table, constraint: change.constraint, on: "table" }];
    case "add-column":
      return change.column.constraints.map((constraint) => ({
        table: change.table,
        constraint: withColumn(constraint, change.column.name),
        on: "new-column",
      }));
    case "create-table":
      return [
        ...change.spec.constraints,
        ...change.spec.columns.flatMap((column) => column.constraints.map((it) => withColumn(it, column.name))),
      ].map((constraint) => ({ table: change.table, constraint, on: "new-table" }));
    default:
      return [];
  }
}

const withColumn = (constraint: ConstraintSpec, column: string): ConstraintSpec =>
  constraint.columns.length > 0 ? constraint : { ...constraint, columns: [column] };
