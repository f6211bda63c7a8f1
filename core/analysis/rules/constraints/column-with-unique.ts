import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const columnWithUnique = onChange(
  {
    id: "column-with-unique",
    title: "New column that is UNIQUE",
    engines: ["postgresql"],
    category: "constraints",
    detects: "ADD COLUMN … UNIQUE",
    why: "ACCESS EXCLUSIVE for the whole build",
    safer: "Add the column first, build a unique index concurrently, then ADD CONSTRAINT … USING INDEX.",
    yieldsTo: ["add-column-volatile-default", "add-column-serial", "add-column-identity"],
  },
  ["add-column"],
  ({ table, column }, scene) =>
    column.constraints.some(({ kind }) => kind === "unique" || kind === "primary-key")
      ? toldOfLock(scene, table, {
          does: (it) => `Builds an index for ${column.name} over all of ${it}`,
          work: "build",
        })
      : null,
);
