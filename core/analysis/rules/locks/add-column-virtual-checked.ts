import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const addColumnVirtualChecked = onChange(
  {
    id: "add-column-virtual-checked",
    title: "New virtual column with a constraint",
    engines: ["postgresql"],
    category: "locks",
    detects: "ADD VIRTUAL column with NOT NULL or CHECK",
    why: "ACCESS EXCLUSIVE while all rows are verified",
    safer: "Add the VIRTUAL column bare, then its constraint NOT VALID, and VALIDATE it later.",
  },
  ["add-column"],
  ({ table, column }, scene) =>
    column.generated?.kind === "virtual" && (column.notNull || column.constraints.some(({ kind }) => kind === "check"))
      ? toldOfLock(scene, table, {
          does: (it) => `Reads all of ${it} to prove what ${column.name} must be`,
          work: "scan",
        })
      : null,
);
