import { onStatement } from "../../on-statement.ts";
import { earlierInPart } from "../../scene-facts.ts";

export const outOfOrderMigration = onStatement(
  {
    id: "out-of-order-migration",
    title: "Migration that sorts before an applied one",
    engines: ["postgresql", "sqlite"],
    category: "compatibility",
    detects: "A file sorts before one already applied",
    why: "Environments differ",
    safer: "Give it a number after the last applied one.",
  },
  (scene) => {
    const { sortsBefore, id } = scene.at.part;
    if (sortsBefore === undefined || earlierInPart(scene).length > 0) return null;
    return {
      severity: "warning",
      message: `${id} sorts before ${sortsBefore}, which is applied already: environments will differ`,
    };
  },
);
