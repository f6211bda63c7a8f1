import { onChange } from "../../on-change.ts";
import type { WrittenName } from "../../resolve-name.ts";
import type { Scene } from "../../scene.ts";
import { changesOf, columnIn, constraintIn, isInUse } from "../../scene-facts.ts";
import type { ConstraintModel } from "../../schema-model.ts";

export const constraintRemoved = onChange(
  {
    id: "constraint-removed",
    title: "Constraint dropped",
    engines: ["postgresql"],
    category: "data loss",
    detects: "DROP CONSTRAINT",
    why: "A rule is lost, and what the planner knew by it",
    safer: "Say what keeps the rule from now on.",
    yieldsTo: ["drop-primary-key"],
  },
  ["drop-constraint"],
  ({ table, name }, scene) => {
    const constraint = constraintIn(scene, table, name);
    if (!isInUse(scene, table) || (constraint && isProvenBy(scene, table, constraint))) return null;
    if (changesOf(scene.script, "add-constraint").some((it) => it.constraint.name === name)) return null;
    return {
      severity: "note",
      message: `${constraint ? `The ${constraint.kind.replace("-", " ")} ${name}` : name} holds no more: rows may break it from now on`,
    };
  },
);

/** A CHECK that only proved what the columns say themselves by now. */
const isProvenBy = (scene: Scene, table: WrittenName, { kind, proves }: ConstraintModel): boolean =>
  kind === "check" && proves.length > 0 && proves.every((column) => columnIn(scene, table, column)?.notNull === "yes");
