import { onChange } from "../../on-change.ts";
import { isInUse } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const ownerChange = onChange(
  {
    id: "owner-change",
    title: "Owner changed",
    engines: ["postgresql"],
    category: "privileges",
    detects: "OWNER TO",
    why: "ACCESS EXCLUSIVE on the table, its indexes and sequences; rights move",
    safer: "Alone in its step, and reviewed.",
  },
  ["change-owner"],
  ({ name, object, owner }, scene) =>
    object === "table" && isInUse(scene, name)
      ? toldOfLock(scene, name, {
          does: (it) => `Gives ${it} with its indexes and sequences to ${owner}, who then has all rights on it`,
          work: "brief",
        })
      : null,
);
