import { DomainError } from "#core/domain/domain-error.ts";
import { columnOf } from "./facts/column-of.ts";
import type { Operation } from "./operation.ts";
import { DEFAULT_SOAK } from "./rules/default-soak.ts";
import { refuseFixedColumn } from "./rules/refuse-fixed-column.ts";
import { refuseTakenName } from "./rules/refuse-taken-name.ts";
import { RULE_REFUSALS } from "./rules/rule-refusals.ts";
import { TWIN_REFUSALS } from "./twins/twin-refusals.ts";

/** Applications use the table by both names until contract (reference: postgres.md, 2.1 E, which is D with the same value). */
export const renameColumn: Operation<"rename-column"> = {
  name: "rename-column",
  engines: ["postgresql"],
  title: "Rename a column",
  summary:
    "Old releases go on with the old name and new ones with the new: both are there, kept in step by a trigger, until contract leaves the new one alone.",
  keywords: ["rename", "alter column", "name"],
  locks:
    "ACCESS EXCLUSIVE for milliseconds when the second column and its trigger are added, and when the first goes. Rows are filled in batches, indexes are built concurrently.",
  undo: "Until the end of the soak the old column is kept in step, and gets its name back.",
  refusals: [
    { what: "The name that it has, or that another column has", instead: "Choose another name" },
    ...RULE_REFUSALS,
    ...TWIN_REFUSALS,
  ],
  example: { table: "customer", column: "mail", to: "email" },
  label: ({ table, column, to }) => `rename-column ${table}.${column} to ${to}`,

  async expand(spec, { catalog, sql }) {
    const table = await catalog.table(spec.table);
    const column = columnOf(table, spec.column);
    refuseFixedColumn(table, column, "Its name");
    if (spec.to === column.name) {
      throw new DomainError("invalid-plan", `Column ${column.name} of ${table.ref.name} has that name already.`);
    }
    refuseTakenName(table, spec.to);
    return {
      rules: [
        {
          table,
          from: renameColumn.label(spec),
          old: [{ name: column.name, down: sql.name(spec.to) }],
          new: [
            {
              name: spec.to,
              type: column.type,
              collation: column.collation,
              up: sql.name(column.name),
              notNull: column.notNull,
              default: column.default,
              identity: column.identity,
              comment: column.comment,
              takesOver: column.name,
              generated: false,
            },
          ],
          soak: spec.soak ?? DEFAULT_SOAK,
        },
      ],
    };
  },
};
