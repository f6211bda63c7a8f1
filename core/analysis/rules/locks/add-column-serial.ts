import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const addColumnSerial = onChange(
  {
    id: "add-column-serial",
    title: "New serial column",
    engines: ["postgresql"],
    category: "locks",
    detects: "ADD COLUMN serial, bigserial, smallserial",
    why: "ACCESS EXCLUSIVE while the table is rewritten, one nextval a row",
    safer: "Make the sequence, add a nullable column, SET DEFAULT nextval(…), fill the old rows with a backfill step.",
  },
  ["add-column"],
  ({ table, column }, scene) =>
    column.type?.isSerial
      ? toldOfLock(scene, table, {
          does: (it) => `Copies ${it} to number each row for ${column.name}`,
          work: "rewrite",
        })
      : null,
);
