import { listInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { resolveName } from "../../resolve-name.ts";
import { isSame } from "../../scene-facts.ts";
import { shortName } from "../../sized-name.ts";

export const truncateReachesChildren = onChange(
  {
    id: "truncate-reaches-children",
    title: "TRUNCATE … CASCADE",
    engines: ["postgresql"],
    category: "data loss",
    detects: "TRUNCATE … CASCADE",
    why: "ACCESS EXCLUSIVE on every referencing table, and its rows are gone",
    safer: "Without CASCADE; name each table that shall be emptied.",
  },
  ["truncate"],
  ({ cascade, tables }, scene) => {
    if (!cascade) return null;
    const named = tables.map((table) => resolveName(scene.at.before, table));
    const along = scene.at.effects.relations.filter(
      ({ relation, kind }) => kind !== "index" && !named.some((it) => isSame(it, relation)),
    );
    if (along.length === 0 && scene.at.before.complete) return null;
    const who =
      along.length > 0
        ? listInWords(along.map(({ relation }) => shortName(relation)))
        : "every table that points to it by a foreign key";
    return { severity: "error", message: `CASCADE empties ${who} as well` };
  },
);
