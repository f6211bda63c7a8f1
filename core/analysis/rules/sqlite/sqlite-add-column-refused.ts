import type { ColumnSpec } from "../../change-specs.ts";
import { onChange } from "../../on-change.ts";

export const sqliteAddColumnRefused = onChange(
  {
    id: "sqlite-add-column-refused",
    title: "Column that SQLite refuses to add",
    engines: ["sqlite"],
    category: "sqlite",
    detects:
      "ADD COLUMN with NOT NULL and no default, non-constant default (CURRENT_TIMESTAMP too), UNIQUE, PRIMARY KEY, STORED, REFERENCES with a default",
    why: "SQLite refuses it",
    safer: "Add it nullable and fill it, or rebuild the table.",
  },
  ["add-column"],
  ({ column }) => {
    const why = REFUSALS.find(([isRefused]) => isRefused(column))?.[1];
    return why === undefined ? null : { severity: "error", message: `SQLite refuses to add ${column.name}: ${why}` };
  },
);

const isNullByDefault = ({ default: value }: ColumnSpec): boolean => value === null || /^null$/i.test(value.text);
const has = ({ constraints }: ColumnSpec, ...kinds: readonly string[]): boolean =>
  constraints.some(({ kind }) => kinds.includes(kind));

const REFUSALS: readonly (readonly [(column: ColumnSpec) => boolean, string])[] = [
  [({ generated }) => generated?.kind === "stored", "a STORED column cannot be added"],
  [(column) => has(column, "unique", "primary-key"), "a UNIQUE or PRIMARY KEY column cannot be added"],
  [({ default: value }) => value !== null && value.kind !== "constant", "its default is not constant"],
  [
    (column) => column.notNull && !column.generated && isNullByDefault(column),
    "it must not be NULL and has no default",
  ],
  [(column) => has(column, "foreign-key") && !isNullByDefault(column), "with REFERENCES its default must be NULL"],
];
