import { listInWords, nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";

export const columnPolicy = onChange(
  {
    id: "column-policy",
    title: "House rules for columns",
    engines: ["postgresql"],
    category: "design",
    detects: "House rules: NOT NULL, default, comment, required columns, lengths, auto-increment type, charset",
    why: "A house rule",
    safer: "Add them.",
    optional: true,
  },
  ["create-table"],
  ({ spec, persistence, table }, scene) => {
    if (persistence === "temporary" || spec.partitionOf || spec.like.length > 0 || spec.query) return null;
    const missing = scene.settings.house.requiredColumns.filter((name) => !spec.columns.some((it) => it.name === name));
    return missing.length > 0
      ? {
          severity: "warning",
          message: `${nameInWords(table)} lacks ${listInWords(missing)}, which every table has here`,
        }
      : null;
  },
);
