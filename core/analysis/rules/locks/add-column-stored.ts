import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const addColumnStored = onChange(
  {
    id: "add-column-stored",
    title: "New stored generated column",
    engines: ["postgresql"],
    category: "locks",
    detects: "ADD COLUMN … GENERATED ALWAYS AS … STORED",
    why: "ACCESS EXCLUSIVE while the table is rewritten",
    safer:
      "A VIRTUAL column (PostgreSQL 18, catalog only), or a plain column kept by a sync step and filled by a backfill step.",
  },
  ["add-column"],
  ({ table, column }, scene) =>
    column.generated?.kind === "stored"
      ? toldOfLock(scene, table, {
          does: (it) => `Copies ${it} to store ${column.generated?.text ?? "the expression"} in each row`,
          work: "rewrite",
        })
      : null,
);
