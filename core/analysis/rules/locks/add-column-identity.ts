import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const addColumnIdentity = onChange(
  {
    id: "add-column-identity",
    title: "New identity column",
    engines: ["postgresql"],
    category: "locks",
    detects: "ADD COLUMN … GENERATED … AS IDENTITY",
    why: "ACCESS EXCLUSIVE + rewrite",
    safer: "Plain column, backfill, NOT NULL by proof, ADD GENERATED (metadata), then set the sequence",
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
