import { onChange } from "../../on-change.ts";
import { changesOf, constraintIn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const notNullProofDroppedEarly = onChange(
  {
    id: "not-null-proof-dropped-early",
    title: "Proof of NOT NULL dropped in the same statement",
    engines: ["postgresql"],
    category: "locks",
    needs: ["schema"],
    detects: "SET NOT NULL and DROP of its proving CHECK in one ALTER",
    why: "The proof is gone when it is needed: scan under ACCESS EXCLUSIVE",
    safer: "Drop the CHECK in a later statement.",
  },
  ["set-not-null"],
  ({ table, column }, scene) => {
    const dropped = changesOf([scene.at], "drop-constraint").find((drop) =>
      constraintIn(scene, drop.table, drop.name)?.proves.includes(column),
    );
    if (!dropped) return null;
    return toldOfLock(scene, table, {
      does: (it) =>
        `Reads all of ${it}: the CHECK ${dropped.name}, which proves that ${column} is never NULL, goes in the same statement`,
      work: "scan",
    });
  },
);
