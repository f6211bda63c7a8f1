import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/plan-expansion.ts";
import { expandPlan } from "#server/plans/expand-plan.ts";

export const POST = operationRoute(contract.expandPlan, ({ body, actor, deps }) =>
  expandPlan(deps, { actor, ...body }),
);
