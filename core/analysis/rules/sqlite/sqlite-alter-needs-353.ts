import { onChange } from "../../on-change.ts";

export const sqliteAlterNeeds353 = onChange(
  {
    id: "sqlite-alter-needs-353",
    title: "ALTER that needs SQLite 3.53",
    engines: ["sqlite"],
    category: "sqlite",
    detects: "ALTER COLUMN SET/DROP NOT NULL, ADD/DROP CONSTRAINT CHECK",
    why: "A syntax error in every older library",
    safer: "Rebuild the table, or upgrade the library that runs it.",
  },
  ["set-not-null", "drop-not-null", "add-constraint", "drop-constraint"],
  (change, scene) => {
    const isNew = change.kind === "add-constraint" ? change.constraint.kind === "check" : true;
    return isNew && scene.version < 3.53
      ? {
          severity: "error",
          message: `SQLite ${scene.version} reads this as a syntax error; 3.53 is the first that has it`,
        }
      : null;
  },
);
