import { isCollection, isPair, isScalar, parseDocument, visit } from "yaml";
import type { AuthoredPlan } from "#core/domain/authored-plan.ts";
import { expandedMark } from "#core/plan/expanded-mark.ts";
import { stepsOf } from "#core/plan/steps-of.ts";
import { parsePlan } from "./parse-plan.ts";

/** The operations of a plan, for the form to show them again, and what is lost if it writes the phases anew. `null`: it names none. */
export function authoredPlan(text: string): AuthoredPlan | null {
  const { document } = parsePlan(text);
  if (!document?.operations) return null;
  const { operations, expanded, phases, ...said } = document;
  const steps = stepsOf(document);
  return {
    operations,
    said,
    losses: {
      areEdited: steps.length > 0 && expanded?.phases !== expandedMark(document).phases,
      ownSteps: steps.filter(({ step }) => step.from === undefined).map(({ id }) => id),
      hasComments: hasComments(text),
    },
  };
}

function hasComments(text: string): boolean {
  const document = parseDocument(text);
  let isFound = document.comment !== null || document.commentBefore !== null;
  visit(document, (_, node) => {
    if (!isScalar(node) && !isCollection(node)) return isPair(node) ? undefined : visit.SKIP;
    if (!node.comment && !node.commentBefore) return undefined;
    isFound = true;
    return visit.BREAK;
  });
  return isFound;
}
