import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/plan.ts";
import { validatePlan } from "#server/plans/validate-plan.ts";

export const POST = operationRoute(contract.validatePlan, ({ body, actor, deps }) =>
  validatePlan(deps, { actor, ...body }),
);
