import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { tableIn } from "../../scene-facts.ts";
import { bytesInWords } from "../../sized-name.ts";

export const indexBuildLong = onChange(
  {
    id: "index-build-long",
    title: "Index build over a very large table",
    engines: ["postgresql"],
    category: "indexes",
    needs: ["sizes"],
    detects: "Build over a very large table",
    why: "It takes hours and holds back what VACUUM may remove",
    safer: "Plan the time, raise maintenance_work_mem, watch the progress.",
  },
  ["create-index"],
  ({ index }, scene) => {
    const bytes = tableIn(scene, index.table)?.facts?.bytes;
    if (bytes == null || bytes < LONG_BYTES) return null;
    return {
      severity: "note",
      message: `Reads ${bytesInWords(bytes)} of ${nameInWords(index.table)}, twice if concurrently: hours, in which VACUUM removes nothing`,
    };
  },
);

const LONG_BYTES = 100_000_000_000;
