import { addedConstraints } from "../../added-constraints.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";
import { columnIn } from "../../scene-facts.ts";

export const foreignKeyCollation = onChange(
  {
    id: "foreign-key-collation",
    title: "Foreign key over collations that differ",
    engines: ["postgresql"],
    category: "failures",
    needs: ["schema"],
    detects: "Foreign key over nondeterministic or differing collations",
    why: "It is refused, or matches by the wrong rules",
    safer: "One deterministic collation on both sides.",
  },
  ["add-constraint", "add-column"],
  (change, scene) => {
    if (scene.version < 18) return null;
    return addedConstraints(change).flatMap(({ table, constraint }): readonly Told[] => {
      const { references } = constraint;
      const differing =
        references &&
        constraint.columns.find((column, at) => {
          const mine = columnIn(scene, table, column);
          const theirs = columnIn(scene, references.table, references.columns[at] ?? "");
          return mine && theirs && mine.collation !== theirs.collation;
        });
      return differing === undefined || differing === null
        ? []
        : [
            {
              severity: "warning",
              message: `${differing} and what it points to have different collations: refused, or matched by the other's rules`,
              place: constraint.place,
            },
          ];
    });
  },
);
