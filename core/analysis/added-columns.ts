import type { ColumnSpec } from "./change-specs.ts";
import type { WrittenName } from "./resolve-name.ts";
import type { ChangeOf } from "./schema-change.ts";

/** The columns that a change adds, to a table or with one. */
export const addedColumns = (
  change: ChangeOf<"add-column"> | ChangeOf<"create-table">,
): readonly { readonly table: WrittenName; readonly column: ColumnSpec }[] =>
  change.kind === "add-column"
    ? [{ table: change.table, column: change.column }]
    : change.spec.columns.map((column) => ({ table: change.table, column }));
