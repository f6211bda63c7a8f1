import { nameInWords } from "../../name-in-words.ts";
import { onStatement } from "../../on-statement.ts";
import type { StagedStatement } from "../../scene.ts";
import { isInUse, sameWritten } from "../../scene-facts.ts";
import { workOf } from "../../told-of-lock.ts";

export const mergeableAlters = onStatement(
  {
    id: "mergeable-alters",
    title: "Several ALTERs of one table",
    engines: ["postgresql"],
    category: "transactions",
    detects: "Several ALTERs of one table",
    why: "The table is locked, or read, once for each",
    safer: "One ALTER TABLE with both subcommands.",
  },
  (scene) => {
    const { at, script, index } = scene;
    const before = script[index - 1];
    if (before?.part !== at.part || before.transaction !== at.transaction || at.transaction !== null) return null;
    const [mine] = at.statement.changes;
    const [other] = before.statement.changes;
    if (!mine || !other || !("table" in mine) || !("table" in other) || !mine.table || !other.table) return null;
    const isSameTable = sameWritten(scene, mine.table, other.table) && isInUse(scene, mine.table);
    if (!isSameTable || !isMergeable(before, at)) return null;
    return {
      severity: "note",
      message: `Locks ${nameInWords(mine.table)} once more; one ALTER TABLE with both would lock it once`,
    };
  },
);

/** Only where no lock gets stronger for a scan: catalog changes with each other, VALIDATEs with each other. */
function isMergeable(a: StagedStatement, b: StagedStatement): boolean {
  const all = [a, b];
  const isAlter = all.every(({ statement }) => statement.label.startsWith("ALTER TABLE"));
  const isBrief = all.every(({ effects }) => effects.relations.every((it) => workOf(it) === "brief"));
  const kinds = all.flatMap(({ statement }) => statement.changes.map(({ kind }) => kind));
  const areValidations = kinds.every((kind) => kind === "validate-constraint");
  const isOther = kinds.some(
    (kind) => kind === "validate-constraint" || kind === "rename-table" || kind === "rename-column",
  );
  return isAlter && (areValidations || (isBrief && !isOther));
}
