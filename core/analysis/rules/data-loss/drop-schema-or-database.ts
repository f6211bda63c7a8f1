import { listInWords, nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";

export const dropSchemaOrDatabase = onChange(
  {
    id: "drop-schema-or-database",
    title: "Schema or database dropped",
    engines: ["postgresql"],
    category: "data loss",
    detects: "DROP SCHEMA … CASCADE, DROP DATABASE",
    why: "Everything in it goes",
    safer: "Drop what is in it by name; never a whole schema inside a plan.",
  },
  ["drop-object"],
  // Without CASCADE a schema that holds anything stays.
  ({ object, names, cascade }) =>
    (object === "schema" && cascade) || object === "database"
      ? {
          severity: "error",
          message: `Drops the ${object} ${listInWords(names.map(nameInWords))} and everything in it`,
        }
      : null,
);
