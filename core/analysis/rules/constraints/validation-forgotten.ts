import { onChange } from "../../on-change.ts";
import { changesOf, isInUse, laterIn } from "../../scene-facts.ts";

export const validationForgotten = onChange(
  {
    id: "validation-forgotten",
    title: "NOT VALID and never validated",
    engines: ["postgresql"],
    category: "constraints",
    detects: "A NOT VALID constraint with no VALIDATE in the plan or in the catalog for long",
    why: "Old rows may break it, and the planner cannot use it",
    safer: "Add a VALIDATE CONSTRAINT in verify.",
  },
  ["add-constraint"],
  ({ table, constraint }, scene) => {
    if (!constraint.notValid || !constraint.enforced || !isInUse(scene, table)) return null;
    const after = [scene.at, ...laterIn(scene)];
    const isValidated = changesOf(after, "validate-constraint").some(
      (it) => it.table.name === table.name && (constraint.name === null || it.name === constraint.name),
    );
    const isReplaced = changesOf(after, "drop-constraint").some((it) => it.name === constraint.name);
    return isValidated || isReplaced
      ? null
      : {
          severity: "note",
          message: `Nothing validates ${constraint.name ?? "it"} later: old rows may break it, and the planner cannot use it`,
        };
  },
);
