import { addedConstraints } from "../../added-constraints.ts";
import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { changesOf, sameWritten } from "../../scene-facts.ts";

export const tableWithoutKey = onChange(
  {
    id: "table-without-key",
    title: "Table without a primary key",
    engines: ["postgresql", "sqlite"],
    category: "design",
    detects: "No primary key",
    why: "Logical replication, backfills and online copies need one",
    safer: "Add one.",
  },
  ["create-table"],
  (change, scene) => {
    const { spec, persistence, table } = change;
    const isCopy = spec.partitionOf !== null || spec.like.length > 0 || spec.query !== null || spec.inherits.length > 0;
    if (
      isCopy ||
      persistence === "temporary" ||
      addedConstraints(change).some(({ constraint }) => constraint.kind === "primary-key")
    )
      return null;
    const comes = changesOf(scene.script, "add-constraint").some(
      (it) => it.constraint.kind === "primary-key" && sameWritten(scene, it.table, table),
    );
    return comes
      ? null
      : { severity: "note", message: `${nameInWords(table)} has no primary key: replication and backfills need one` };
  },
);
