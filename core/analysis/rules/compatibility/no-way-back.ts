import { onStatement } from "../../on-statement.ts";
import { earlierInPart } from "../../scene-facts.ts";

export const noWayBack = onStatement(
  {
    id: "no-way-back",
    title: "No way back stated",
    engines: ["postgresql", "sqlite"],
    category: "compatibility",
    detects: "No undo and no statement that there is none",
    why: "The approver does not see the point of no return",
    safer: "Say how it is undone, or that it cannot be.",
    optional: true,
  },
  (scene) =>
    scene.at.part.undo === "unstated" && earlierInPart(scene).length === 0
      ? { severity: "note", message: "Nothing says how this is undone, or that it cannot be" }
      : null,
);
