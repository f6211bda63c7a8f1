import { PHASES, type Phase } from "#core/domain/phase.ts";

/** The wanted phase, unless the plan is past it already. */
export const laterPhase = (now: Phase, wanted: Phase): Phase =>
  PHASES.indexOf(wanted) > PHASES.indexOf(now) ? wanted : now;
