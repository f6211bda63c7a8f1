import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/throttle.ts";
import { liftHold } from "#server/holds/lift-hold.ts";

export const DELETE = operationRoute(contract.liftHold, ({ params, actor, deps }) =>
  liftHold(deps, { actor, ...params }),
);
