import { DomainError } from "#core/domain/domain-error.ts";
import { assertPlainTable } from "./facts/assert-plain-table.ts";
import { columnOf } from "./facts/column-of.ts";
import type { Operation } from "./operation.ts";

/** Catalog only (reference: postgres.md, 2.1 C), at contract: until then the old release may leave the column out. */
export const dropDefault: Operation<"drop-default"> = {
  name: "drop-default",
  engines: ["postgresql"],
  title: "Drop a column's default",
  summary: "Rows that are inserted without the column get NULL; rows that exist keep their value.",
  keywords: ["default", "alter column", "drop default"],
  locks: "ACCESS EXCLUSIVE on the table for milliseconds, at contract: the catalog only, no row is read.",
  undo: "The default that was there before is set again.",
  refusals: [
    { what: "A column that is generated, is an identity, or has no default", instead: "Take the operation out" },
    {
      what: "A view, a foreign, typed or temporary table, or a partition",
      instead: "Name the table behind it, its type, or the parent",
    },
  ],
  example: { table: "orders", column: "status" },
  label: ({ table, column }) => `drop-default ${table}.${column}`,

  async expand(spec, { catalog, sql }) {
    const table = await catalog.table(spec.table);
    assertPlainTable(table);
    const column = columnOf(table, spec.column);
    if (column.generated || column.identity || column.default === null) {
      const why = column.generated ? "is generated" : column.identity ? "is an identity" : "has no default";
      throw new DomainError(
        column.generated || column.identity ? "unsupported" : "invalid-plan",
        `Column ${column.name} of ${table.ref.name} ${why}: there is no default to drop. Nothing was changed. Take the operation out.`,
      );
    }
    const alter = `ALTER TABLE ${sql.table(table.ref)} ALTER COLUMN ${sql.name(column.name)}`;
    const required = column.notNull ? " An INSERT without it fails from contract on, since it is NOT NULL." : "";
    return {
      steps: {
        cutover: [
          {
            gate: {
              ask: `Does every release that inserts into ${table.ref.name} give ${column.name} itself?${required}`,
            },
          },
        ],
        contract: [
          {
            sql: `${alter} DROP DEFAULT`,
            undo: `${alter} SET DEFAULT ${column.default}`,
            name: `Drop the default of ${column.name}`,
          },
        ],
      },
    };
  },
};
