import type { PlanDocument } from "#core/domain/plan-document.ts";
import { stepsOf } from "#core/plan/steps-of.ts";

/** The findings that a plan accepts and another did not, as `rule on step: reason`. A step that only moved accepts nothing new. */
export function newlyAccepted(plan: PlanDocument, before: PlanDocument | null): readonly string[] {
  const known = new Set(before ? acceptedIn(before).map(({ text }) => text) : []);
  return acceptedIn(plan)
    .filter(({ text }) => !known.has(text))
    .map(({ step, rule, reason }) => `${rule} on ${step}: ${reason}`);
}

const acceptedIn = (plan: PlanDocument) =>
  stepsOf(plan).flatMap(({ id, step: { ignore = [], ...step } }) =>
    ignore.map(({ rule, reason }) => ({ step: id, rule, reason, text: JSON.stringify([step, rule, reason]) })),
  );
