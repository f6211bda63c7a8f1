import { DomainError } from "#core/domain/domain-error.ts";
import { columnOf } from "./facts/column-of.ts";
import type { Operation } from "./operation.ts";
import type { OldColumn } from "./rules/column-rule.ts";
import { DEFAULT_SOAK } from "./rules/default-soak.ts";
import { newColumn } from "./rules/new-column.ts";
import { refuseComputed } from "./rules/refuse-computed.ts";
import { refuseFixedColumn } from "./rules/refuse-fixed-column.ts";
import { refuseTakenName } from "./rules/refuse-taken-name.ts";
import { RULE_REFUSALS } from "./rules/rule-refusals.ts";
import { TWIN_REFUSALS } from "./twins/twin-refusals.ts";

/** Several columns become one (reference: postgres.md, 2.1 F). */
export const mergeColumns: Operation<"merge-columns"> = {
  name: "merge-columns",
  engines: ["postgresql"],
  title: "Merge columns",
  summary:
    "Several columns become one: `up` says what it gets, `down` takes it apart again for releases that still use the several.",
  keywords: ["merge", "join", "combine", "concatenate", "full name"],
  locks:
    "ACCESS EXCLUSIVE for milliseconds when the column and its trigger are added, and when the old columns go. Rows are filled in batches.",
  undo: "Until the end of the soak the old columns are kept in step, and get their names back.",
  refusals: [
    {
      what: "`down` that leaves out one of the merged columns, or names another",
      instead: "Write an expression for each, such as NULL",
    },
    { what: "A name that is taken, or has more than 63 bytes", instead: "Choose another name" },
    ...RULE_REFUSALS,
    ...TWIN_REFUSALS,
  ],
  example: {
    table: "person",
    columns: ["first_name", "last_name"],
    into: { name: "name", type: "text", notNull: true, up: "concat_ws(' ', first_name, last_name)" },
    down: { first_name: "split_part(name, ' ', 1)", last_name: "substr(name, length(split_part(name, ' ', 1)) + 2)" },
  },
  label: ({ table, columns }) => `merge-columns ${table}.${columns.join(", ")}`,

  async expand(spec, context) {
    const table = await context.catalog.table(spec.table);
    const stray = Object.keys(spec.down).find((name) => !spec.columns.includes(name));
    if (stray !== undefined) {
      throw new DomainError("invalid-plan", `\`down\` names ${stray}, which is none of the columns that are merged.`);
    }
    const old: OldColumn[] = spec.columns.map((name) => {
      const column = columnOf(table, name);
      refuseFixedColumn(table, column, "It");
      const down = spec.down[name];
      if (down === undefined) {
        throw new DomainError(
          "invalid-plan",
          `\`down\` does not say what ${name} gets of the merged column. Old releases still read it: write an expression, such as NULL.`,
        );
      }
      return { name, down };
    });
    refuseTakenName(table, spec.into.name, spec.columns);
    refuseComputed(spec.into);
    return {
      rules: [
        {
          table,
          from: mergeColumns.label(spec),
          old,
          new: [await newColumn(spec.into, spec.into.up, context)],
          soak: spec.soak ?? DEFAULT_SOAK,
        },
      ],
    };
  },
};
