import { columnOf } from "./facts/column-of.ts";
import type { Operation } from "./operation.ts";
import type { NewColumn } from "./rules/column-rule.ts";
import { DEFAULT_SOAK } from "./rules/default-soak.ts";
import { newColumn } from "./rules/new-column.ts";
import { refuseComputed } from "./rules/refuse-computed.ts";
import { refuseFixedColumn } from "./rules/refuse-fixed-column.ts";
import { refuseTakenName } from "./rules/refuse-taken-name.ts";
import { RULE_REFUSALS } from "./rules/rule-refusals.ts";
import { TWIN_REFUSALS } from "./twins/twin-refusals.ts";

/** One column becomes several (reference: postgres.md, 2.1 F). */
export const splitColumn: Operation<"split-column"> = {
  name: "split-column",
  engines: ["postgresql"],
  title: "Split a column",
  summary:
    "One column becomes several: `up` says what each gets, `down` puts them together again for releases that still use the one.",
  keywords: ["split", "separate", "normalise", "first name", "parts"],
  locks:
    "ACCESS EXCLUSIVE for milliseconds when the columns and their trigger are added, and when the old column goes. Rows are filled in batches.",
  undo: "Until the end of the soak the old column is kept in step, and gets its name back.",
  refusals: [
    { what: "A part that is generated, has an identity or a sequence", instead: "Add that by add-column" },
    { what: "A name that is taken, or has more than 63 bytes", instead: "Choose another name" },
    ...RULE_REFUSALS,
    ...TWIN_REFUSALS,
  ],
  example: {
    table: "person",
    column: "name",
    into: [
      { name: "first_name", type: "text", notNull: true, up: "split_part(name, ' ', 1)" },
      { name: "last_name", type: "text", notNull: true, up: "substr(name, length(split_part(name, ' ', 1)) + 2)" },
    ],
    down: "first_name || ' ' || last_name",
  },
  label: ({ table, column }) => `split-column ${table}.${column}`,

  async expand(spec, context) {
    const table = await context.catalog.table(spec.table);
    const column = columnOf(table, spec.column);
    refuseFixedColumn(table, column, "It");
    const parts: NewColumn[] = [];
    for (const part of spec.into) {
      refuseTakenName(table, part.name, [column.name]);
      refuseComputed(part);
      parts.push(await newColumn(part, part.up, context));
    }
    return {
      rules: [
        {
          table,
          from: splitColumn.label(spec),
          old: [{ name: column.name, down: spec.down }],
          new: parts,
          soak: spec.soak ?? DEFAULT_SOAK,
        },
      ],
    };
  },
};
