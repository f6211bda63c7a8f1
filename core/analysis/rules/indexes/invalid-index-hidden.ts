import { onChange } from "../../on-change.ts";
import { indexIn } from "../../scene-facts.ts";

export const invalidIndexHidden = onChange(
  {
    id: "invalid-index-hidden",
    title: "IF NOT EXISTS hides an invalid index",
    engines: ["postgresql"],
    category: "indexes",
    detects: "Concurrent build with IF NOT EXISTS, or a plain retry, over an INVALID index",
    why: "Reports success, the index is never used and still costs writes",
    safer: "Look at pg_index.indisvalid, drop the leftover concurrently, and build again.",
  },
  ["create-index"],
  ({ index, concurrently, ifNotExists }, scene) => {
    if (index.name === null) return null;
    const name = { ...(index.table.schema === undefined ? {} : { schema: index.table.schema }), name: index.name };
    if (indexIn(scene, name)?.valid === false && !scene.at.part.care.indexLeftovers) {
      return {
        severity: "error",
        message: `${index.name} is there and INVALID: ${ifNotExists ? "this reports success and builds nothing" : "this fails"}`,
      };
    }
    if (!concurrently || !ifNotExists || scene.at.part.care.indexLeftovers || scene.at.before.complete) return null;
    return {
      severity: "note",
      message: `If a build of ${index.name} failed before, IF NOT EXISTS reports success over the INVALID index that is left`,
    };
  },
);
