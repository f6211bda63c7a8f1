import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const checkValidatedInline = onChange(
  {
    id: "check-validated-inline",
    title: "CHECK that reads the table",
    engines: ["postgresql"],
    category: "constraints",
    detects: "ADD CHECK without NOT VALID",
    why: "ACCESS EXCLUSIVE while all rows are read",
    safer: "Add it NOT VALID in expand, and VALIDATE it in verify, which blocks nobody.",
    yieldsTo: ["validate-joined-with-exclusive"],
  },
  ["add-constraint"],
  ({ table, constraint }, scene) =>
    (constraint.kind === "check" || constraint.kind === "not-null") &&
    !constraint.notValid &&
    constraint.enforced &&
    effectOn(scene, table)?.scans
      ? toldOfLock(scene, table, {
          does: (it) => `Reads all of ${it} to prove ${constraint.name ?? constraint.expression ?? "the constraint"}`,
          work: "scan",
        })
      : null,
);
