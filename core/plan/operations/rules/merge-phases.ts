import { PHASES } from "#core/domain/phase.ts";
import type { SoakStep, StepDocument } from "#core/domain/plan-document.ts";
import { durationMs } from "../../duration.ts";
import type { PhasesOf } from "./compose-rules.ts";

/** The phases of several operations as those of one plan; phases without a step are left out. */
export const mergePhases = (all: readonly PhasesOf[]): PhasesOf =>
  Object.fromEntries(
    PHASES.map((phase) => {
      const parts = all.map((phases) => phases[phase] ?? []);
      return [phase, phase === "contract" ? aroundOneSoak(parts) : parts.flat()] as const;
    }).filter(([, steps]) => steps.length > 0),
  );

/** One soak, the longest: what can be undone comes before it, and the points of no return after it. */
function aroundOneSoak(parts: readonly (readonly StepDocument[])[]): readonly StepDocument[] {
  const soaks = parts.flat().filter((step): step is SoakStep => "soak" in step);
  const longest = soaks.toSorted((a, b) => durationMs(b.soak.for) - durationMs(a.soak.for)).slice(0, 1);
  const split = parts.map((steps) => {
    const at = steps.findIndex((step) => "soak" in step);
    return at < 0 ? { before: steps, after: [] } : { before: steps.slice(0, at), after: steps.slice(at + 1) };
  });
  return [
    ...split.flatMap(({ before }) => before),
    ...longest,
    ...split.flatMap(({ after }) => after.filter((step) => !("soak" in step))),
  ];
}
