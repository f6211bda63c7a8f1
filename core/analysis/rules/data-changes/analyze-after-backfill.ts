import { isByKey } from "../../is-by-key.ts";
import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { laterIn, sameWritten, tableIn } from "../../scene-facts.ts";

export const analyzeAfterBackfill = onChange(
  {
    id: "analyze-after-backfill",
    title: "No ANALYZE after a large change",
    engines: ["postgresql"],
    category: "data changes",
    needs: ["sizes"],
    detects: "Large data change and no ANALYZE",
    why: "Old statistics, bad plans at cut-over",
    safer: "ANALYZE the table as the last step.",
  },
  ["update", "delete"],
  ({ table, where }, scene) => {
    const rows = tableIn(scene, table)?.facts?.rows ?? 0;
    if (rows <= scene.settings.house.mostRows || (where.kind === "some" && isByKey(scene, table, where))) return null;
    const comes = laterIn(scene).some(({ statement }) =>
      statement.changes.some(
        (it) =>
          (it.kind === "analyze" || it.kind === "vacuum") &&
          (it.tables.length === 0 || it.tables.some((other) => sameWritten(scene, other, table))),
      ),
    );
    return comes
      ? null
      : {
          severity: "note",
          message: `Statistics of ${nameInWords(table)} are old afterwards, until autovacuum comes by`,
        };
  },
);
