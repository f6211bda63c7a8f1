import type { IgnoredRule, StepDocument } from "#core/domain/plan-document.ts";

/** `ignore` of a step, where there is something to accept. */
export const ignoring = (rules: readonly IgnoredRule[]): Pick<StepDocument, "ignore"> =>
  rules.length > 0 ? { ignore: rules } : {};
