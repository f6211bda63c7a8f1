import { onStatement } from "../../on-statement.ts";
import type { StagedStatement } from "../../scene.ts";
import { earlierInPart, isInUse } from "../../scene-facts.ts";
import { settingBefore } from "../../session-setting.ts";

export const statementTimeoutMissing = onStatement(
  {
    id: "statement-timeout-missing",
    title: "No statement timeout",
    engines: ["postgresql"],
    category: "transactions",
    detects: "The first change of rows in a text whose runner sets no statement_timeout and which sets none itself",
    why: "It holds its locks for as long as it likes",
    safer: "SET statement_timeout before it; not for builds and VALIDATE.",
  },
  (scene) => {
    const { at } = scene;
    const isAsked = (it: StagedStatement) =>
      it.statement.changes.some(({ kind }) => kind === "update" || kind === "delete" || kind === "merge") &&
      it.effects.relations.some(({ relation }) => isInUse(scene, relation));
    if (at.part.care.statementTimeout || !isAsked(at) || settingBefore(scene, "statement_timeout") !== null)
      return null;
    return earlierInPart(scene).some(isAsked)
      ? null
      : { severity: "note", message: "No statement_timeout: it holds its row locks for as long as it likes" };
  },
);
