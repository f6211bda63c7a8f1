import { modelKey } from "../../model-key.ts";
import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { resolveName } from "../../resolve-name.ts";
import { effectOn } from "../../scene-facts.ts";

export const matviewRefreshBlocks = onChange(
  {
    id: "matview-refresh-blocks",
    title: "Materialized view refreshed under a lock",
    engines: ["postgresql"],
    category: "locks",
    detects: "REFRESH MATERIALIZED VIEW without CONCURRENTLY",
    why: "ACCESS EXCLUSIVE for as long as the query runs",
    safer: "REFRESH … CONCURRENTLY, after a unique index on plain columns of the view.",
  },
  ["refresh-view"],
  ({ view, concurrently }, scene) => {
    const model = scene.at.before.views.get(modelKey(resolveName(scene.at.before, view)));
    const effect = effectOn(scene, view);
    if (concurrently || model?.bornHere || !effect) return null;
    return {
      severity: "warning",
      message: `Readers of ${nameInWords(view)} wait for as long as its query runs`,
      held: { lock: effect.lock, blocks: effect.blocks, rewrite: effect.rewrites },
    };
  },
);
