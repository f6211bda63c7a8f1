import { listInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { effectOn, tableIn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const typeChangeRecheck = onChange(
  {
    id: "type-change-recheck",
    title: "Type change that checks all rows again",
    engines: ["postgresql"],
    category: "locks",
    needs: ["schema"],
    detects: "Compatible change of a column named in a CHECK",
    why: "All rows are read under ACCESS EXCLUSIVE",
    safer: "Drop the CHECK, change the type, add the CHECK again NOT VALID, and VALIDATE it later.",
    yieldsTo: ["type-change-referenced-key"],
  },
  ["alter-type"],
  ({ table, column }, scene) => {
    const effect = effectOn(scene, table);
    if (!effect?.scans || effect.rewrites) return null;
    const checks =
      tableIn(scene, table)?.constraints.filter((it) => it.kind === "check" && it.columns.includes(column)) ?? [];
    return toldOfLock(scene, table, {
      does: (it) =>
        `Reads all of ${it} to check ${listInWords(checks.map(({ name }) => name)) || "its constraints"} again`,
      work: "scan",
    });
  },
);
