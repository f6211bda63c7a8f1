import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/policy.ts";
import { changePolicy } from "#server/policies/change-policy.ts";
import { getPolicy } from "#server/policies/get-policy.ts";

export const GET = operationRoute(contract.getPolicy, ({ actor, deps }) => getPolicy(deps, { actor }));
export const POST = operationRoute(contract.changePolicy, ({ body, actor, deps }) =>
  changePolicy(deps, { actor, ...body }),
);
