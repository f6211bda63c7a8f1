import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { resolveName } from "../../resolve-name.ts";
import type { Told } from "../../rule.ts";
import { changesOf, indexIn, isInUse, isSame, laterIn } from "../../scene-facts.ts";
import { shortName } from "../../sized-name.ts";

export const indexDroppedBeforeReplacement = onChange(
  {
    id: "index-dropped-before-replacement",
    title: "Index dropped before its replacement exists",
    engines: ["postgresql"],
    category: "indexes",
    needs: ["schema"],
    detects: "Old index dropped before the new one is valid",
    why: "Plans fall to scans meanwhile",
    safer: "Build the new one first.",
  },
  ["drop-index"],
  ({ indexes }, scene) => {
    const made = changesOf(laterIn(scene), "create-index");
    return indexes.flatMap((index): readonly Told[] => {
      const old = indexIn(scene, index);
      const next =
        old &&
        made.find(
          (it) =>
            it.index.keys[0]?.column === old.keys[0] && isSame(resolveName(scene.at.before, it.index.table), old.table),
        );
      if (!old || !next || old.bornHere || !isInUse(scene, old.table)) return [];
      return [
        {
          severity: "warning",
          message: `${nameInWords(index)} goes before ${next.index.name ?? "its replacement"} is there: queries scan ${shortName(old.table)} meanwhile`,
        },
      ];
    });
  },
);
