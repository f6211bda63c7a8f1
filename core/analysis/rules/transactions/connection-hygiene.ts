import { onStatement } from "../../on-statement.ts";
import { earlierInPart } from "../../scene-facts.ts";

export const connectionHygiene = onStatement(
  {
    id: "connection-hygiene",
    title: "Session does not say who it is",
    engines: ["postgresql"],
    category: "transactions",
    detects: "No idle_in_transaction limit, no application_name",
    why: "Nobody knows who blocks",
    safer: "Set application_name and idle_in_transaction_session_timeout in the runner.",
    optional: true,
  },
  (scene) =>
    scene.at.part.care.session ||
    earlierInPart(scene).length > 0 ||
    scene.at.statement.changes.some((it) => it.kind === "set")
      ? null
      : { severity: "note", message: "The session has no application_name and no idle_in_transaction_session_timeout" },
);
