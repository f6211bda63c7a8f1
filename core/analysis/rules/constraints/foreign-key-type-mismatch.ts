import { addedColumns } from "../../added-columns.ts";
import { addedConstraints } from "../../added-constraints.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";
import { columnIn, tableIn } from "../../scene-facts.ts";
import type { ChangeOf } from "../../schema-change.ts";

export const foreignKeyTypeMismatch = onChange(
  {
    id: "foreign-key-type-mismatch",
    title: "Foreign key between different types",
    engines: ["postgresql"],
    category: "constraints",
    needs: ["schema"],
    detects: "Column type differs from its target",
    why: "Refused, or a cast that defeats the index",
    safer: "The same type on both sides.",
  },
  ["add-constraint", "add-column", "create-table"],
  (change, scene) =>
    addedConstraints(change).flatMap(({ table, constraint }): readonly Told[] => {
      const { references } = constraint;
      const target = references && tableIn(scene, references.table);
      if (!target) return [];
      const key =
        references.columns.length > 0
          ? references.columns
          : (target.constraints.find(({ kind }) => kind === "primary-key")?.columns ?? []);
      return constraint.columns.flatMap((column, at): readonly Told[] => {
        const mine = typeOfNew(change, column) ?? columnIn(scene, table, column)?.type;
        const theirs = target.columns.find(({ name }) => name === key[at])?.type;
        if (!mine || !theirs || mine === theirs || isSerialOf(mine, theirs)) return [];
        return [
          {
            severity: "warning",
            message: `${column} is ${mine}, and ${key[at]} of ${target.name.name} is ${theirs}`,
            place: constraint.place,
          },
        ];
      });
    }),
);

const typeOfNew = (
  change: ChangeOf<"add-constraint" | "add-column" | "create-table">,
  column: string,
): string | undefined =>
  change.kind === "add-constraint"
    ? undefined
    : addedColumns(change).find((it) => it.column.name === column)?.column.type?.text;

/** The type of a serial is written otherwise than it is stored. */
const isSerialOf = (mine: string, theirs: string): boolean => /serial/.test(mine) || /serial/.test(theirs);
