import { onChange } from "../../on-change.ts";

export const commitInScript = onChange(
  {
    id: "commit-in-script",
    title: "COMMIT in a wrapped script",
    engines: ["postgresql"],
    category: "transactions",
    detects: "COMMIT in a script that the runner wraps",
    why: "Half of it is no longer atomic",
    safer: "Split it into two texts, or tell the runner not to wrap it.",
  },
  ["transaction"],
  ({ action }, scene) =>
    (action === "commit" || action === "rollback") && scene.at.part.runBy === "wrapped" && scene.at.part.phase === null
      ? {
          severity: "warning",
          message: "The runner wraps this text in a transaction: what follows is no longer part of it",
        }
      : null,
);
