import { addedConstraints } from "../../added-constraints.ts";
import { listInWords, nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";
import { isInUse, tableIn } from "../../scene-facts.ts";

export const uniqueMayFail = onChange(
  {
    id: "unique-may-fail",
    title: "Uniqueness over existing rows",
    engines: ["postgresql", "sqlite"],
    category: "failures",
    detects: "Unique index or constraint over existing rows",
    why: "It fails late; a concurrent build leaves an INVALID index",
    safer: "Count duplicates on the target first; a check step before this one shows that there are none.",
  },
  ["create-index", "add-constraint"],
  (change, scene) => {
    const keys =
      change.kind === "create-index"
        ? change.index.unique
          ? [
              {
                table: change.index.table,
                columns: change.index.keys.map((it) => it.column ?? it.expression ?? "an expression"),
              },
            ]
          : []
        : addedConstraints(change)
            .filter(
              ({ on, constraint }) =>
                on === "table" &&
                constraint.usingIndex === null &&
                (constraint.kind === "unique" || constraint.kind === "primary-key"),
            )
            .map(({ table, constraint }) => ({ table, columns: constraint.columns }));
    return keys
      .filter(({ table }) => isInUse(scene, table) && tableIn(scene, table)?.facts?.rows !== 0)
      .map(
        ({ table, columns }): Told => ({
          severity: "note",
          message: `Fails late where rows of ${nameInWords(table)} have the same ${listInWords(columns)}; whether any have is not known from the text`,
        }),
      );
  },
);
