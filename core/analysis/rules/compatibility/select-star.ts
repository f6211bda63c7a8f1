import { onChange } from "../../on-change.ts";

export const selectStar = onChange(
  {
    id: "select-star",
    title: "SELECT *",
    engines: ["postgresql"],
    category: "compatibility",
    detects: "SELECT * in views, INSERT … SELECT, functions",
    why: "Breaks when columns change",
    safer: "List the columns.",
  },
  ["create-view", "insert"],
  (change) =>
    change.query?.selectsStar
      ? { severity: "note", message: "SELECT * means other columns as soon as the table has others" }
      : null,
);
