import { onChange } from "../../on-change.ts";
import { columnIn } from "../../scene-facts.ts";

export const jsonbIndexClass = onChange(
  {
    id: "jsonb-index-class",
    title: "GIN index on a whole jsonb column",
    engines: ["postgresql"],
    category: "indexes",
    needs: ["schema"],
    detects: "Plain GIN on a whole jsonb",
    why: "Big, and does not serve ->> comparisons",
    safer: "An index on the expression that is searched, or jsonb_path_ops for @>.",
  },
  ["create-index"],
  ({ index }, scene) => {
    if (index.method !== "gin") return null;
    const whole = index.keys.find(
      ({ column, operatorClass }) =>
        column !== null && operatorClass === null && columnIn(scene, index.table, column)?.type === "jsonb",
    );
    return whole
      ? { severity: "note", message: `A GIN index on all of ${whole.column} is big and serves no comparison by ->>` }
      : null;
  },
);
