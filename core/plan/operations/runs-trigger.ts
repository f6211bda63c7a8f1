import type { IgnoredRule } from "#core/domain/plan-document.ts";

/** For a step that makes a trigger on a table in use. */
export const RUNS_TRIGGER: IgnoredRule = {
  rule: "grant-too-wide",
  reason: "The trigger's function must run for whoever writes the row.",
};
