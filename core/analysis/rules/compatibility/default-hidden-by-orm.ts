import { onChange } from "../../on-change.ts";
import { columnIn, isInUse } from "../../scene-facts.ts";

export const defaultHiddenByOrm = onChange(
  {
    id: "default-hidden-by-orm",
    title: "Changed default of a column that applications cache",
    engines: ["postgresql"],
    category: "compatibility",
    needs: ["schema"],
    detects: "Changed default where the ORM writes all columns it cached",
    why: "The old default is written until they start again",
    safer: "Start the applications again after the change.",
    optional: true,
  },
  ["set-default"],
  ({ table, column, value }, scene) => {
    const old = columnIn(scene, table, column)?.default;
    return old && old.text !== value.text && isInUse(scene, table)
      ? {
          severity: "note",
          message: `Applications that write all columns go on writing ${old.text} into ${column} until they start again`,
        }
      : null;
  },
);
