import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/throttle.ts";
import { endOverride } from "#server/throttle/end-override.ts";

export const DELETE = operationRoute(contract.endOverride, ({ params, actor, deps }) =>
  endOverride(deps, { actor, ...params }),
);
