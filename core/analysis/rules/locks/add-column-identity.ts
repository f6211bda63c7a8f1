import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const addColumnIdentity = onChange(
  {
    id: "add-column-identity",
    title: "New identity column",
    engines: ["postgresql"],
    category: "locks",
    detects: "ADD COLUMN … GENERATED … AS IDENTITY",
    why: "ACCESS EXCLUSIVE while the table is rewritten",
    safer:
      "Add a plain column, fill it with a backfill step, make it NOT NULL by a validated CHECK, then ADD GENERATED (catalog only) and set the sequence.",
  },
  ["add-column"],
  ({ table, column }, scene) =>
    column.identity
      ? toldOfLock(scene, table, {
          does: (it) => `Copies ${it} to number each row for ${column.name}`,
          work: "rewrite",
        })
      : null,
);
