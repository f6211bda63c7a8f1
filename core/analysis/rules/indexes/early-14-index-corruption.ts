import { onChange } from "../../on-change.ts";

export const early14IndexCorruption = onChange(
  {
    id: "early-14-index-corruption",
    title: "Index corruption before PostgreSQL 14.4",
    engines: ["postgresql"],
    category: "indexes",
    needs: ["release"],
    detects: "Concurrent index builds on those minors",
    why: "Rows are missing from the index, silently",
    safer: "Upgrade to 14.4 or later first.",
  },
  ["create-index", "reindex"],
  (change, scene) => {
    const { minorVersion } = scene.target;
    if (Math.trunc(scene.version) !== 14 || minorVersion === null || minorVersion > 3 || !change.concurrently)
      return null;
    return {
      severity: "error",
      message: `PostgreSQL 14.${minorVersion} can leave out rows in an index that it builds concurrently, and says nothing`,
    };
  },
);
