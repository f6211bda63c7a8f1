import { DomainError } from "#core/domain/domain-error.ts";
import { columnOf } from "./facts/column-of.ts";
import type { Operation } from "./operation.ts";

/** Catalog only (reference: postgres.md, 2.1 C): rows that exist keep their values. */
export const setDefault: Operation<"set-default"> = {
  name: "set-default",
  engines: ["postgresql"],
  title: "Set a column's default",
  summary: "Rows that are inserted without the column get the value; rows that exist keep theirs.",
  keywords: ["default", "alter column"],
  locks: "ACCESS EXCLUSIVE on the table for milliseconds: the catalog only, no row is read.",
  undo: "The default that was there before is set again.",
  refusals: [
    {
      what: "A column that is generated or an identity",
      instead: "Change its expression with change-type, or drop that first",
    },
  ],
  example: { table: "orders", column: "status", default: "'new'" },
  label: ({ table, column }) => `set-default ${table}.${column}`,

  async expand(spec, { catalog, sql }) {
    const table = await catalog.table(spec.table);
    const column = columnOf(table, spec.column);
    if (column.generated || column.identity) {
      const kind = column.generated ? "generated" : "an identity";
      throw new DomainError(
        "unsupported",
        `Column ${column.name} of ${table.ref.name} is ${kind}: it cannot have a default. Change its expression with change-type, or drop that first.`,
      );
    }
    const alter = `ALTER TABLE ${sql.table(table.ref)} ALTER COLUMN ${sql.name(column.name)}`;
    return {
      steps: {
        expand: [
          {
            sql: `${alter} SET DEFAULT ${spec.default}`,
            undo: column.default === null ? `${alter} DROP DEFAULT` : `${alter} SET DEFAULT ${column.default}`,
            name: `Set the default of ${column.name}`,
          },
        ],
      },
    };
  },
};
