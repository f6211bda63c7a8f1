import { onChange } from "../../on-change.ts";

export const indexTooWide = onChange(
  {
    id: "index-too-wide",
    title: "Index of many columns",
    engines: ["postgresql"],
    category: "indexes",
    detects: "More than three key columns in a non-unique index",
    why: "Write cost, seldom used whole",
    safer: "Fewer keys; put what is only read into INCLUDE.",
  },
  ["create-index"],
  ({ index }, scene) =>
    !index.unique && index.method === "btree" && index.keys.length > scene.settings.house.mostIndexColumns
      ? {
          severity: "note",
          message: `${index.keys.length} key columns: each write pays for all of them, and few queries use them`,
        }
      : null,
);
