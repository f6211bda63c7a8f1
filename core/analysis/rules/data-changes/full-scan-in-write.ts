import { listInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { childrenOf, indexesOf, tableIn } from "../../scene-facts.ts";
import { sizedName } from "../../sized-name.ts";

export const fullScanInWrite = onChange(
  {
    id: "full-scan-in-write",
    title: "Write that reads the whole table",
    engines: ["postgresql"],
    category: "data changes",
    needs: ["sizes"],
    detects: "EXPLAIN of a write shows a full scan; without a database, no index begins with what its WHERE names",
    why: "Each batch pays it again",
    safer: "Build an index for it first.",
  },
  ["update", "delete"],
  ({ table, where, query }, scene) => {
    const model = tableIn(scene, table);
    if (
      where.kind !== "some" ||
      !model?.known ||
      model.bornHere ||
      (model.facts?.rows ?? 0) <= scene.settings.house.mostRows
    )
      return null;
    const told = sizedName(model.name, model.facts);
    const estimate = scene.target.estimates?.get(scene.at.statement.text);
    if (estimate) {
      const isRead = [model, ...childrenOf(scene, model.name)].some(({ name }) => estimate.scans.includes(name.name));
      return (
        isRead && { severity: "warning", message: `The planner reads all of ${told} to find the rows, at each try` }
      );
    }
    const named = query.columns
      .filter((it) => it.table === null || it.table.name === table.name)
      .map(({ column }) => column);
    if (
      named.length === 0 ||
      indexesOf(scene, table).some(({ keys, valid }) => valid && named.some((column) => keys[0] === column))
    )
      return null;
    return {
      severity: "warning",
      message: `No index begins with ${listInWords([...new Set(named)])}: each try reads all of ${told}`,
    };
  },
);
