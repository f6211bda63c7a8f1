import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { laterIn, tableIn } from "../../scene-facts.ts";

export const sequenceBehind = onChange(
  {
    id: "sequence-behind",
    title: "Ids inserted and the sequence left behind",
    engines: ["postgresql"],
    category: "failures",
    needs: ["schema"],
    detects: "Explicit ids inserted, no setval after",
    why: "The next insert collides",
    safer: "SELECT setval(…, max(id)) at the end.",
  },
  ["insert"],
  ({ table, columns }, scene) => {
    if (!columns) return null;
    const model = tableIn(scene, table);
    const numbered = model?.columns.find(
      (it) => columns.includes(it.name) && (it.identity !== null || /^nextval\(/i.test(it.default?.text ?? "")),
    );
    if (!numbered || laterIn(scene).some(({ statement }) => /\bsetval\s*\(|\bRESTART\b/i.test(statement.text)))
      return null;
    return {
      severity: "warning",
      message: `Gives ${numbered.name} by hand; the sequence of ${nameInWords(table)} does not know, and a later insert collides`,
    };
  },
);
