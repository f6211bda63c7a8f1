import { onChange } from "../../on-change.ts";
import type { Scene } from "../../scene.ts";
import { changesOf, effectOn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const validateJoinedWithExclusive = onChange(
  {
    id: "validate-joined-with-exclusive",
    title: "VALIDATE joined with a stronger change",
    engines: ["postgresql"],
    category: "constraints",
    detects: "VALIDATE and an ACCESS EXCLUSIVE subcommand in one ALTER",
    why: "One lock for all: ACCESS EXCLUSIVE while the rows are read",
    safer: "Split it; only VALIDATEs may share a statement.",
    yieldsTo: ["type-change-rewrite"],
  },
  ["validate-constraint"],
  ({ table, name }, scene) =>
    scene.at.statement.changes.some(({ kind }) => kind !== "validate-constraint") &&
    (effectOn(scene, table)?.scans || isAddedBeside(scene, name))
      ? toldOfLock(scene, table, {
          does: (it) => `Validates ${name} by reading all of ${it} under the lock of what stands beside it`,
          work: "scan",
        })
      : null,
);

const isAddedBeside = (scene: Scene, name: string): boolean =>
  changesOf([scene.at], "add-constraint").some(({ constraint }) => constraint.notValid && constraint.name === name);
