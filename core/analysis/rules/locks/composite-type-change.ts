import { listInWords, nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { lockedTables } from "../../scene-facts.ts";
import { shortName } from "../../sized-name.ts";

export const compositeTypeChange = onChange(
  {
    id: "composite-type-change",
    title: "Composite type in use changed",
    engines: ["postgresql"],
    category: "locks",
    detects: "ALTER TYPE … ATTRIBUTE of a type that tables use",
    why: "Refused while a column has the type; typed tables follow by CASCADE",
    safer: "Make a new type and a new column of it.",
  },
  ["alter-attribute"],
  ({ type, attribute, cascade }, scene) => {
    const { refused } = scene.at.effects;
    if (refused)
      return {
        severity: "error",
        message: `The server refuses to change ${attribute} of ${nameInWords(type)}: ${refused.why}`,
      };
    const users = lockedTables(scene.at).filter(({ kind }) => kind === "table");
    if (users.length === 0) return null;
    return {
      severity: "warning",
      message: `${cascade ? "CASCADE changes" : "Locks"} ${listInWords(users.map(({ relation }) => shortName(relation)))}, typed by ${nameInWords(type)}`,
    };
  },
);
