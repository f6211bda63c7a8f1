import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const addColumnStored = onChange(
  {
    id: "add-column-stored",
    title: "New stored generated column",
    engines: ["postgresql"],
    category: "locks",
    detects: "ADD COLUMN … GENERATED … STORED",
    why: "PostgreSQL: ACCESS EXCLUSIVE + rewrite; MariaDB: COPY; SQLite: refused",
    safer: "VIRTUAL (metadata on PostgreSQL 18 and MariaDB), or a plain column with sync and backfill",
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
