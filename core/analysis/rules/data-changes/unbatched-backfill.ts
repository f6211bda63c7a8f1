import { isByKey } from "../../is-by-key.ts";
import { onChange } from "../../on-change.ts";
import { resolveName } from "../../resolve-name.ts";
import { isInUse, tableIn } from "../../scene-facts.ts";
import { sizedName } from "../../sized-name.ts";

export const unbatchedBackfill = onChange(
  {
    id: "unbatched-backfill",
    title: "Many rows changed in one transaction",
    engines: ["postgresql"],
    category: "data changes",
    detects: "One UPDATE over many rows",
    why: "Row locks, WAL, bloat, lag until commit",
    safer: "Write it as a backfill step: small batches, throttled, resumable.",
  },
  ["update", "delete"],
  ({ table, where, kind }, scene) => {
    const facts = tableIn(scene, table)?.facts ?? null;
    if (
      where.kind !== "some" ||
      !isInUse(scene, table) ||
      scene.at.part.madeBy !== "author" ||
      isByKey(scene, table, where)
    )
      return null;
    const planned = scene.target.estimates?.get(scene.at.statement.text)?.rows ?? null;
    const rows = planned ?? facts?.rows ?? null;
    const isSmall = rows !== null && rows <= scene.settings.house.mostRows;
    const many = planned === null ? "all its rows" : `about ${Math.round(planned).toLocaleString("en")} rows`;
    return {
      severity: isSmall ? "note" : "warning",
      message: `This ${kind.toUpperCase()} changes ${many} of ${sizedName(resolveName(scene.at.before, table), facts)} in one transaction; ${rows === null ? "how many is not known, and " : ""}whoever writes the same rows waits until it ends`,
    };
  },
);
