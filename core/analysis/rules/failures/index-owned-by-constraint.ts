import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { resolveName } from "../../resolve-name.ts";
import type { Told } from "../../rule.ts";
import { indexIn, isSame, tableIn } from "../../scene-facts.ts";

export const indexOwnedByConstraint = onChange(
  {
    id: "index-owned-by-constraint",
    title: "DROP INDEX of a constraint's index",
    engines: ["postgresql"],
    category: "failures",
    needs: ["schema"],
    detects: "DROP INDEX of an index that a constraint owns",
    why: "Refused (2BP01)",
    safer: "DROP CONSTRAINT; to rebuild it REINDEX INDEX CONCURRENTLY.",
  },
  ["drop-index"],
  ({ indexes }, scene) =>
    indexes.flatMap((index): readonly Told[] => {
      const name = resolveName(scene.at.before, index);
      const table = indexIn(scene, index)?.table;
      const owner = table && tableIn(scene, table)?.constraints.find((it) => it.index && isSame(it.index, name));
      return owner
        ? [
            {
              severity: "error",
              message: `The server refuses it: ${nameInWords(index)} belongs to the constraint ${owner.name}`,
            },
          ]
        : [];
    }),
);
