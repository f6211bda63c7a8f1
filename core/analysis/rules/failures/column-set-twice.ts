import { onChange } from "../../on-change.ts";

export const columnSetTwice = onChange(
  {
    id: "column-set-twice",
    title: "Column assigned twice",
    engines: ["postgresql"],
    category: "failures",
    detects: "One column assigned twice in an UPDATE",
    why: "The server refuses it",
    safer: "Keep one assignment.",
  },
  ["update"],
  ({ set }) => {
    const twice = set.find((column, at) => set.indexOf(column) !== at);
    return twice === undefined
      ? null
      : { severity: "error", message: `${twice} is assigned twice, which the server refuses` };
  },
);
