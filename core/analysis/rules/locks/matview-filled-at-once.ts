import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { isInUse } from "../../scene-facts.ts";

export const matviewFilledAtOnce = onChange(
  {
    id: "matview-filled-at-once",
    title: "Materialized view filled in the migration",
    engines: ["postgresql"],
    category: "locks",
    detects: "CREATE MATERIALIZED VIEW with its query in the migration",
    why: "The query's time is spent inside the transaction",
    safer: "WITH NO DATA, and REFRESH it later.",
  },
  ["create-view"],
  ({ view, materialized, withData, query }, scene) => {
    if (!materialized || !withData || query.sources.every((source) => !isInUse(scene, source))) return null;
    return { severity: "note", message: `The query of ${nameInWords(view)} runs inside the migration` };
  },
);
