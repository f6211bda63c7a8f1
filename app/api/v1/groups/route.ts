import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/policy.ts";
import { listGroups } from "#server/policies/list-groups.ts";
import { saveGroup } from "#server/policies/save-group.ts";

export const GET = operationRoute(contract.listGroups, ({ actor, deps }) => listGroups(deps, { actor }));
export const POST = operationRoute(contract.createGroup, ({ body, actor, deps }) =>
  saveGroup(deps, { actor, groupId: null, ...body }),
);
