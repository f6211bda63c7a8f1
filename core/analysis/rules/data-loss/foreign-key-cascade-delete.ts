import { addedConstraints } from "../../added-constraints.ts";
import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const foreignKeyCascadeDelete = onChange(
  {
    id: "foreign-key-cascade-delete",
    title: "Foreign key that deletes",
    engines: ["postgresql"],
    category: "data loss",
    detects: "ON DELETE CASCADE",
    why: "One delete can remove many rows unseen",
    safer: "ON DELETE RESTRICT and explicit deletes.",
  },
  ["add-constraint", "add-column", "create-table"],
  (change) =>
    addedConstraints(change)
      .filter(({ constraint }) => constraint.references?.onDelete === "cascade")
      .map(
        ({ constraint }): Told => ({
          severity: "note",
          message: `One DELETE of ${nameInWords(constraint.references?.table ?? { name: "the other table" })} removes all rows here that point to it`,
          place: constraint.place,
        }),
      ),
);
