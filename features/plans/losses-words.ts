import type { PlanLosses } from "#core/domain/authored-plan.ts";

/** What the form would take out of the plan, each in a sentence. */
export function lossesInWords({ areEdited, ownSteps, hasComments }: PlanLosses): readonly string[] {
  const [first] = ownSteps;
  const own =
    first === undefined
      ? []
      : ownSteps.length === 1
        ? [`Step ${first} was written by hand and goes. Say it as operation “Run SQL” to keep it.`]
        : [`Steps ${ownSteps.join(", ")} were written by hand and go. Say them as operations “Run SQL” to keep them.`];
  return [
    ...own,
    ...(areEdited && first === undefined
      ? ["Steps of its operations were changed by hand; they become again what the operations make of them."]
      : []),
    ...(hasComments ? ["Comments of the document go."] : []),
  ];
}
