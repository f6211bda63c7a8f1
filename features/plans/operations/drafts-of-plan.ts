import { fieldsOfOperation } from "#contracts/operation-fields.ts";
import type { AuthoredPlan } from "#core/domain/authored-plan.ts";
import type { OperationName } from "#core/domain/plan-operation.ts";
import type { Draft } from "./draft.ts";
import { draftOfSpec } from "./draft-of-spec.ts";
import type { About } from "./plan-of-drafts.ts";

/** The operations of a saved plan, to be filled in further. */
export const draftsOfPlan = ({ operations }: Pick<AuthoredPlan, "operations">): readonly Draft[] =>
  operations.flatMap((operation, at) =>
    (Object.entries(operation) as [OperationName, unknown][]).map(([name, spec]) => ({
      id: `draft-${at}`,
      name,
      fields: draftOfSpec(fieldsOfOperation(name), spec),
    })),
  );

export const aboutOfPlan = ({ said: { title, name, access } }: Pick<AuthoredPlan, "said">): About => ({
  title,
  name,
  oldViews: access?.old ?? "",
  newViews: access?.new ?? "",
});
