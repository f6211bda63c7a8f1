import { lossSeverity } from "../../loss-severity.ts";
import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const truncate = onChange(
  {
    id: "truncate",
    title: "TRUNCATE",
    engines: ["postgresql"],
    category: "data loss",
    detects: "TRUNCATE",
    why: "ACCESS EXCLUSIVE; the rows are gone, and no row trigger sees it",
    safer: "Delete in batches, or drop a partition.",
    evenIfBrief: "the rows are gone",
  },
  ["truncate"],
  ({ tables }, scene) =>
    tables.flatMap(
      (table) =>
        toldOfLock(scene, table, {
          does: (it) => `Removes all rows of ${it}`,
          work: "brief",
          atLeast: lossSeverity(scene) ?? "note",
        }) ?? [],
    ),
);
