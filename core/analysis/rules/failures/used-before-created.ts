import { modelKey } from "../../model-key.ts";
import { nameInWords } from "../../name-in-words.ts";
import { namedTables } from "../../named-tables.ts";
import { onStatement } from "../../on-statement.ts";
import { resolveName, type WrittenName } from "../../resolve-name.ts";
import type { Scene, StagedStatement } from "../../scene.ts";
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
    // What is dropped or renamed first was there: the later one is another.
    let open = names.filter((name) => !isTakenAway(scene, scene.at, name));
    for (const later of laterIn(scene)) {
      if (open.length === 0) return null;
      const asked = open;
      open = open.filter((name) => !isTakenAway(scene, later, name));
      if (!later.statement.changes.some(({ kind }) => kind === "create-table" || kind === "create-view")) continue;
      const made = changesOf([later], "create-table", "create-view").find((it) =>
        asked.some((name) => sameWritten(scene, name, it.kind === "create-table" ? it.table : it.view)),
      );
      if (!made) continue;
      const name = made.kind === "create-table" ? made.table : made.view;
      const where = later.part === scene.at.part ? `line ${later.statement.place.line}` : later.part.id;
      return { severity: "error", message: `${nameInWords(name)} does not exist yet: it is made later, in ${where}` };
    }
    return null;
  },
);

const isTakenAway = (scene: Scene, by: StagedStatement, name: WrittenName): boolean =>
  changesOf([by], "rename-table", "drop-table", "drop-object").some((it) => {
    const gone = it.kind === "rename-table" ? [it.table] : it.kind === "drop-table" ? it.tables : it.names;
    return gone.some((other) => sameWritten(scene, name, other));
  });
