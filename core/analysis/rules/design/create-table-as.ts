import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";

export const createTableAs = onChange(
  {
    id: "create-table-as",
    title: "CREATE TABLE AS",
    engines: ["postgresql"],
    category: "design",
    detects: "CREATE TABLE AS",
    why: "No keys, defaults, constraints or rights come along",
    safer: "CREATE TABLE with all it needs, then INSERT.",
  },
  ["create-table"],
  ({ spec, persistence, table }) =>
    spec.query && persistence !== "temporary"
      ? { severity: "note", message: `${nameInWords(table)} gets the rows, but no key, default, constraint or right` }
      : null,
);
