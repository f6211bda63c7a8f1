import type { Severity } from "#core/domain/finding.ts";
import type { Scene } from "./scene.ts";

/**
 * How bad it is that data goes: in contract, said to be a point of no return, it is what contract is for; everywhere else it
 * is a surprise.
 */
export function lossSeverity({ at }: Scene): Severity {
  const { phase, undo } = at.part;
  return phase === "contract" && undo !== "unstated" ? "note" : "warning";
}
