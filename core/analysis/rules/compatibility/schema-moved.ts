import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { isInUse } from "../../scene-facts.ts";

export const schemaMoved = onChange(
  {
    id: "schema-moved",
    title: "Moved to another schema",
    engines: ["postgresql"],
    category: "compatibility",
    detects: "SET SCHEMA, ALTER SCHEMA RENAME",
    why: "Whatever names it with its schema breaks; SET SCHEMA takes ACCESS EXCLUSIVE on the table and its sequences",
    safer: "Leave a view in the old place.",
  },
  ["set-schema", "rename-object"],
  (change, scene) => {
    if (change.kind === "rename-object") {
      return change.object === "schema"
        ? {
            severity: "warning",
            message: `Whatever names the schema ${change.name.name} fails as soon as it is ${change.to}`,
          }
        : null;
    }
    if (!isInUse(scene, change.name)) return null;
    return {
      severity: "warning",
      message: `Whatever expects ${nameInWords(change.name)} outside ${change.schema} fails as soon as it has moved`,
    };
  },
);
