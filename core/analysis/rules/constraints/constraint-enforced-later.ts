import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const constraintEnforcedLater = onChange(
  {
    id: "constraint-enforced-later",
    title: "Constraint enforced later",
    engines: ["postgresql"],
    category: "constraints",
    detects: "ALTER CONSTRAINT … ENFORCED",
    why: "ACCESS EXCLUSIVE on the table and SHARE ROW EXCLUSIVE on the other while all rows are read",
    safer: "Drop it, add it NOT VALID, and VALIDATE it.",
  },
  ["alter-constraint"],
  ({ table, name, change }, scene) =>
    change === "enforced"
      ? toldOfLock(scene, table, { does: (it) => `Reads all of ${it} to check ${name}`, work: "scan" })
      : null,
);
