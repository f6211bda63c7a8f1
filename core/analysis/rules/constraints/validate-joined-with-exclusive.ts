import { onChange } from "../../on-change.ts";
import { effectOn } from "../../scene-facts.ts";
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
    scene.at.statement.changes.some(({ kind }) => kind !== "validate-constraint") && effectOn(scene, table)?.scans
      ? toldOfLock(scene, table, {
          does: (it) => `Validates ${name} by reading all of ${it} under the lock of what stands beside it`,
          work: "scan",
        })
      : null,
);
