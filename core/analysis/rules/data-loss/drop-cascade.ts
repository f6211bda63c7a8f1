import { onChange } from "../../on-change.ts";

export const dropCascade = onChange(
  {
    id: "drop-cascade",
    title: "DROP … CASCADE",
    engines: ["postgresql"],
    category: "data loss",
    detects: "DROP … CASCADE",
    why: "Takes objects the text does not name",
    safer: "List what depends on it and drop that by name.",
    yieldsTo: ["drop-type-cascade", "drop-trigger-locks-table", "dependents-locked"],
  },
  ["drop-table", "drop-column", "drop-constraint", "drop-object", "drop-index"],
  (change) =>
    change.cascade
      ? { severity: "warning", message: "CASCADE takes whatever depends on it, and names none of it" }
      : null,
);
