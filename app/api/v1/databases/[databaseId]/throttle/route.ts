import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/throttle.ts";
import { changeThrottle } from "#server/throttle/change-throttle.ts";
import { getThrottle } from "#server/throttle/get-throttle.ts";

export const GET = operationRoute(contract.getThrottle, ({ params, actor, deps }) =>
  getThrottle(deps, { actor, ...params }),
);
export const PATCH = operationRoute(contract.changeThrottle, ({ params, body, actor, deps }) =>
  changeThrottle(deps, { actor, ...params, change: body }),
);
