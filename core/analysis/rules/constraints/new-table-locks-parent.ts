import { addedConstraints } from "../../added-constraints.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";
import { sameWritten } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const newTableLocksParent = onChange(
  {
    id: "new-table-locks-parent",
    title: "New table locks the tables that it references",
    engines: ["postgresql"],
    category: "constraints",
    detects: "CREATE TABLE with foreign keys (partitions of a parent with foreign keys too)",
    why: "SHARE ROW EXCLUSIVE on each referenced table",
    safer: "Create the table without it, then add the foreign key NOT VALID under a short lock timeout.",
  },
  ["create-table"],
  (change, scene) => {
    const parents = addedConstraints(change).flatMap(({ constraint }) =>
      constraint.references ? [{ parent: constraint.references.table, place: constraint.place }] : [],
    );
    const first = parents.filter(
      ({ parent }, at) => parents.findIndex((other) => sameWritten(scene, other.parent, parent)) === at,
    );
    return first.flatMap(({ parent, place }): readonly Told[] => {
      const told = toldOfLock(scene, parent, {
        does: (it) => `The new table's foreign key locks ${it}`,
        work: "brief",
      });
      return told ? [{ ...told, place }] : [];
    });
  },
);
