import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const addColumnSerial = onChange(
  {
    id: "add-column-serial",
    title: "New serial column",
    engines: ["postgresql"],
    category: "locks",
    detects: "ADD COLUMN serial, bigserial, smallserial",
    why: "ACCESS EXCLUSIVE + rewrite, one nextval a row",
    safer: "Sequence, nullable column, SET DEFAULT nextval, backfill",
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
