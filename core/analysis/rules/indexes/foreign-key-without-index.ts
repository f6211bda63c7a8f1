import { addedConstraints } from "../../added-constraints.ts";
import { listInWords, nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import type { WrittenName } from "../../resolve-name.ts";
import type { Told } from "../../rule.ts";
import type { Scene } from "../../scene.ts";
import { changesOf, indexesOf, sameWritten, tableIn } from "../../scene-facts.ts";
import type { SchemaChange } from "../../schema-change.ts";

export const foreignKeyWithoutIndex = onChange(
  {
    id: "foreign-key-without-index",
    title: "Foreign key without an index",
    engines: ["postgresql"],
    category: "indexes",
    needs: ["schema"],
    detects: "Foreign key columns with no index that leads with them",
    why: "Each DELETE of a parent, or change of its key, reads the child",
    safer: "Build one concurrently before the constraint.",
  },
  ["add-constraint", "add-column", "create-table"],
  (change, scene) =>
    addedConstraints(change)
      .filter(({ constraint }) => constraint.references !== null)
      .filter(
        ({ table, constraint, on }) =>
          (on === "new-table" || tableIn(scene, table)?.known === true) &&
          !isServed(change, scene, table, constraint.columns),
      )
      .map(
        ({ constraint }): Told => ({
          severity: "note",
          message: `No index begins with ${listInWords(constraint.columns)}: each DELETE in ${nameInWords(constraint.references?.table ?? { name: "the other table" })} reads all rows here`,
          place: constraint.place,
        }),
      ),
);

/** By an index that is there, comes later, or keeps a key. */
function isServed(change: SchemaChange, scene: Scene, table: WrittenName, columns: readonly string[]): boolean {
  const leads = (keys: readonly (string | null)[]) =>
    columns.every((column) => keys.slice(0, columns.length).includes(column));
  const keys = addedConstraints(change).filter(
    ({ constraint }) => constraint.kind === "primary-key" || constraint.kind === "unique",
  );
  const coming = changesOf(scene.script, "create-index").filter(({ index }) => sameWritten(scene, index.table, table));
  return (
    keys.some(({ constraint }) => leads(constraint.columns)) ||
    indexesOf(scene, table).some((index) => leads(index.keys)) ||
    coming.some(({ index }) => leads(index.keys.map(({ column }) => column)))
  );
}
