import { onChange } from "../../on-change.ts";
import { columnIn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const setNotNullOverUnvalidated = onChange(
  {
    id: "set-not-null-over-unvalidated",
    title: "SET NOT NULL over a NOT VALID constraint",
    engines: ["postgresql"],
    category: "locks",
    needs: ["schema"],
    detects: "SET NOT NULL where a NOT VALID not-null constraint exists",
    why: "Validates under ACCESS EXCLUSIVE instead of SHARE UPDATE EXCLUSIVE",
    safer: "VALIDATE CONSTRAINT does all of it, and blocks nobody.",
  },
  ["set-not-null"],
  ({ table, column }, scene) =>
    columnIn(scene, table, column)?.notNull === "not-valid"
      ? toldOfLock(scene, table, {
          does: (it) => `Validates the NOT NULL of ${column} by reading all of ${it}`,
          work: "scan",
        })
      : null,
);
