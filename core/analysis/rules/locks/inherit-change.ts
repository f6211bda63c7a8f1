import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const inheritChange = onChange(
  {
    id: "inherit-change",
    title: "Inheritance changed",
    engines: ["postgresql"],
    category: "locks",
    detects: "INHERIT, NO INHERIT",
    why: "ACCESS EXCLUSIVE on the child, SHARE UPDATE EXCLUSIVE on the parent",
    safer: "Alone in its step, under a short lock timeout.",
  },
  ["inherit", "no-inherit"],
  ({ table, parent, kind }, scene) =>
    toldOfLock(scene, table, {
      does: (it) => `Locks ${it} to ${kind === "inherit" ? "join" : "leave"} ${nameInWords(parent)}`,
      work: "brief",
    }),
);
