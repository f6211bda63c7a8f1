import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const setNotNullScan = onChange(
  {
    id: "set-not-null-scan",
    title: "SET NOT NULL reads the whole table",
    engines: ["postgresql"],
    category: "locks",
    detects: "SET NOT NULL that no valid CHECK proves",
    why: "ACCESS EXCLUSIVE while all rows are read",
    safer:
      "Add CHECK (column IS NOT NULL) NOT VALID, VALIDATE it in verify, then SET NOT NULL, which reads nothing any more; drop the CHECK in a later statement.",
    yieldsTo: ["not-null-proof-dropped-early", "set-not-null-over-unvalidated", "type-change-rewrite"],
  },
  ["set-not-null"],
  ({ table, column }, scene) =>
    effectOn(scene, table)?.scans
      ? toldOfLock(scene, table, {
          does: (it) => `Reads all of ${it} to prove that ${column} is never NULL`,
          work: "scan",
        })
      : null,
);
