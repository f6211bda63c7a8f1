import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const addColumnDefaultBefore11 = onChange(
  {
    id: "add-column-default-before-11",
    title: "New column with a default before PostgreSQL 11",
    engines: ["postgresql"],
    category: "locks",
    detects: "ADD COLUMN with any default",
    why: "ACCESS EXCLUSIVE while the table is rewritten there; from 11 on a constant default is in the catalog only",
    safer: "Add the column without a default, SET DEFAULT, and fill the old rows with a backfill step.",
    yieldsTo: ["add-column-volatile-default"],
  },
  ["add-column"],
  ({ table, column }, scene) =>
    scene.version < 11 && column.default
      ? toldOfLock(scene, table, { does: (it) => `Copies ${it} to store the default in each row`, work: "rewrite" })
      : null,
);
