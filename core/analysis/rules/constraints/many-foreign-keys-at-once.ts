import { addedConstraints } from "../../added-constraints.ts";
import { listInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { resolveName } from "../../resolve-name.ts";
import { earlierInTransaction, isInUse, isSame } from "../../scene-facts.ts";
import type { SchemaChange } from "../../schema-change.ts";
import { shortName } from "../../sized-name.ts";

export const manyForeignKeysAtOnce = onChange(
  {
    id: "many-foreign-keys-at-once",
    title: "Several foreign keys in one transaction",
    engines: ["postgresql"],
    category: "constraints",
    detects: "Several foreign keys in one transaction",
    why: "Many tables are locked together: deadlocks",
    safer: "One foreign key a transaction.",
  },
  ["add-constraint"],
  (change, scene) => {
    const parents = (it: SchemaChange) =>
      addedConstraints(it)
        .flatMap(({ constraint }) => constraint.references?.table ?? [])
        .filter((table) => isInUse(scene, table))
        .map((table) => resolveName(scene.at.before, table));
    const mine = parents(change);
    const before = [
      ...earlierInTransaction(scene).flatMap(({ statement }) => statement.changes),
      ...scene.at.statement.changes.slice(0, scene.at.statement.changes.indexOf(change)),
    ].flatMap(parents);
    const others = before.filter((it) => !mine.some((own) => isSame(own, it)));
    if (mine.length === 0 || others.length === 0) return null;
    return {
      severity: "warning",
      message: `The transaction holds off the writers of ${listInWords([...new Set([...others, ...mine].map(shortName))])} at once; with others in another order it deadlocks`,
    };
  },
);
