import { addedConstraints } from "../../added-constraints.ts";
import { listInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { tableIn } from "../../scene-facts.ts";

export const partitionKeyMissing = onChange(
  {
    id: "partition-key-missing",
    title: "Unique key without the partition key",
    engines: ["postgresql"],
    category: "failures",
    detects: "Primary key or unique constraint without all partition columns",
    why: "The server refuses it",
    safer: "Add the columns of the partition key to the key.",
  },
  ["create-table", "add-constraint", "create-index"],
  (change, scene) => {
    const partitioned =
      change.kind === "create-table"
        ? change.spec.partitionKey
        : tableIn(scene, change.kind === "create-index" ? change.index.table : change.table)?.partitionKey;
    const by = partitioned?.columns.filter((column) => column !== null) ?? [];
    if (by.length === 0) return null;
    const keys =
      change.kind === "create-index"
        ? change.index.unique
          ? [change.index.keys.map(({ column }) => column)]
          : []
        : addedConstraints(change)
            .filter(({ constraint }) => constraint.kind === "unique" || constraint.kind === "primary-key")
            .map(({ constraint }) => (constraint.usingIndex === null ? constraint.columns : by));
    const missing = keys.map((columns) => by.filter((column) => !columns.includes(column))).find((it) => it.length > 0);
    return missing
      ? {
          severity: "error",
          message: `The server refuses it: the table is partitioned by ${listInWords(missing)}, which the key lacks`,
        }
      : null;
  },
);
