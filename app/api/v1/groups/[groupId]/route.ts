import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/policy.ts";
import { removeGroup } from "#server/policies/remove-group.ts";
import { saveGroup } from "#server/policies/save-group.ts";

export const PATCH = operationRoute(contract.changeGroup, ({ params, body, actor, deps }) =>
  saveGroup(deps, { actor, ...params, ...body }),
);
export const DELETE = operationRoute(contract.removeGroup, ({ params, actor, deps }) =>
  removeGroup(deps, { actor, ...params }),
);
