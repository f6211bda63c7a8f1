import { onChange } from "../../on-change.ts";
import { indexesOf } from "../../scene-facts.ts";

export const indexRedundant = onChange(
  {
    id: "index-redundant",
    title: "Redundant index",
    engines: ["postgresql"],
    category: "indexes",
    needs: ["schema"],
    detects: "The new index is a prefix or a double of another",
    why: "Cost without use",
    safer: "Leave it out.",
  },
  ["create-index"],
  ({ index }, scene) => {
    if (index.unique || index.where !== null || index.keys.some(({ column }) => column === null)) return null;
    const other = indexesOf(scene, index.table).find(
      (it) =>
        it.valid &&
        it.where === null &&
        it.method === index.method &&
        it.name.name !== index.name &&
        index.keys.every(({ column }, at) => it.keys[at] === column),
    );
    return other
      ? { severity: "warning", message: `${other.name.name} serves the same queries: it begins with the same columns` }
      : null;
  },
);
