import type { Severity } from "#core/domain/finding.ts";
import type { Scene } from "./scene.ts";

/**
 * How bad it is that data goes: everywhere a surprise, but in contract, where a plan says what cannot be undone, and shows it
 * to the approver as the point of no return. `null`: nothing is left to say.
 */
export function lossSeverity({ at }: Scene): Severity | null {
  const { phase, undo } = at.part;
  return phase === "contract" && undo !== "unstated" ? null : "warning";
}
