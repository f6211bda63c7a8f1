import { modelKey } from "../../model-key.ts";
import { nameInWords } from "../../name-in-words.ts";
import { namedTables } from "../../named-tables.ts";
import { onStatement } from "../../on-statement.ts";
import { resolveName } from "../../resolve-name.ts";
import { changesOf, laterIn, sameWritten } from "../../scene-facts.ts";

export const usedBeforeCreated = onStatement(
  {
    id: "used-before-created",
    title: "Used before it is created",
    engines: ["postgresql", "sqlite"],
    category: "failures",
    detects: "A statement uses what a later one creates",
    why: "It fails",
    safer: "Move it behind the statement that makes it.",
  },
  (scene) => {
    const { before, statement } = scene.at;
    const names = statement.changes.flatMap(namedTables).filter((name) => {
      const key = modelKey(resolveName(before, name));
      return !before.tables.has(key) && !before.views.has(key);
    });
    if (names.length === 0) return null;
    for (const later of laterIn(scene)) {
      if (!later.statement.changes.some(({ kind }) => kind === "create-table" || kind === "create-view")) continue;
      const made = changesOf([later], "create-table", "create-view").find((it) =>
        names.some((name) => sameWritten(scene, name, it.kind === "create-table" ? it.table : it.view)),
      );
      if (!made) continue;
      const name = made.kind === "create-table" ? made.table : made.view;
      const where = later.part === scene.at.part ? `line ${later.statement.place.line}` : later.part.id;
      return { severity: "error", message: `${nameInWords(name)} does not exist yet: it is made later, in ${where}` };
    }
    return null;
  },
);
