import { onChange } from "../../on-change.ts";
import { isInUse } from "../../scene-facts.ts";

export const inheritanceColumnAdded = onChange(
  {
    id: "inheritance-column-added",
    title: "Column that an ORM reads as the class of a row",
    engines: ["postgresql"],
    category: "compatibility",
    detects: "A column name that an ORM reads as the class of the row",
    why: "Running instances fail at once",
    safer: "Have the release ignore the column first.",
    optional: true,
  },
  ["add-column"],
  ({ table, column }, scene) =>
    isInUse(scene, table) && scene.settings.house.classColumns.includes(column.name)
      ? {
          severity: "warning",
          message: `An ORM takes ${column.name} for the class of the row: running instances fail at once`,
        }
      : null,
);
