import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/plan.ts";
import { applySaferForm } from "#server/plans/apply-safer-form.ts";

export const POST = operationRoute(contract.applySaferForm, ({ body, actor, deps }) =>
  applySaferForm(deps, { actor, ...body }),
);
