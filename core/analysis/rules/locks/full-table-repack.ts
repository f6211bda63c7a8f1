import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const fullTableRepack = onChange(
  {
    id: "full-table-repack",
    title: "VACUUM FULL or CLUSTER",
    engines: ["postgresql"],
    category: "locks",
    detects: "VACUUM FULL, CLUSTER",
    why: "ACCESS EXCLUSIVE while the table and its indexes are rewritten",
    safer: "Plain VACUUM if bloat is the reason; otherwise a tool that repacks online.",
  },
  ["vacuum", "cluster"],
  (change, scene) => {
    const tables =
      change.kind === "cluster" ? (change.table ? [change.table] : []) : change.full ? change.tables : null;
    if (!tables) return null;
    const what = change.kind === "cluster" ? "CLUSTER" : "VACUUM FULL";
    if (tables.length === 0)
      return {
        severity: "error",
        message: `${what} without a table copies every table of the database; readers and writers of each wait`,
      };
    return tables.flatMap(
      (table) =>
        toldOfLock(scene, table, { does: (it) => `${what} copies ${it} and its indexes`, work: "rewrite" }) ?? [],
    );
  },
);
