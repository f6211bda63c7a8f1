import { onChange } from "../../on-change.ts";
import { resolveName } from "../../resolve-name.ts";
import { isInUse, tableIn } from "../../scene-facts.ts";
import { sizedName } from "../../sized-name.ts";

export const wholeTableWrite = onChange(
  {
    id: "whole-table-write",
    title: "Write without a WHERE",
    engines: ["postgresql", "sqlite"],
    category: "data loss",
    detects: "UPDATE or DELETE without WHERE, or with one that is always true",
    why: "All rows are locked and written anew in one transaction",
    safer: "Write it as a backfill step: small batches, throttled, resumable. To empty a table say TRUNCATE.",
  },
  ["update", "delete"],
  (change, scene) => {
    const { table, where, kind } = change;
    if (where.kind === "some" || !isInUse(scene, table) || scene.at.part.madeBy !== "author") return null;
    const facts = tableIn(scene, table)?.facts ?? null;
    const what = kind === "delete" ? "Deletes" : "Changes";
    return {
      severity: facts?.rows != null && facts.rows <= scene.settings.house.mostRows ? "note" : "warning",
      message: `${what} every row of ${sizedName(resolveName(scene.at.before, table), facts)} in one transaction; ${facts?.rows == null ? "how many is not known, and " : ""}whoever writes one of them waits until it ends`,
    };
  },
);
