import { listInWords, nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { lockedTables } from "../../scene-facts.ts";
import { shortName } from "../../sized-name.ts";

export const dropTypeCascade = onChange(
  {
    id: "drop-type-cascade",
    title: "DROP TYPE … CASCADE",
    engines: ["postgresql"],
    category: "locks",
    detects: "DROP TYPE … CASCADE",
    why: "ACCESS EXCLUSIVE on each table that has it, and its columns go",
    safer: "Change or drop the columns first, by name.",
    evenIfBrief: "columns go with their values",
  },
  ["drop-object"],
  ({ object, cascade, names }, scene) => {
    if (!cascade || (object !== "type" && object !== "domain")) return null;
    const users = lockedTables(scene.at);
    const [first] = users;
    const takes = first
      ? ` with the columns of ${listInWords(users.map(({ relation }) => shortName(relation)))} that have it`
      : " with every column that has it";
    return {
      severity: "error",
      message: `Drops ${listInWords(names.map(nameInWords))}${takes}`,
      ...(first ? { held: { lock: first.lock, blocks: first.blocks, rewrite: first.rewrites } } : {}),
    };
  },
);
