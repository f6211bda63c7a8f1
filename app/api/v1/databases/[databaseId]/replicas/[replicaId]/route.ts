import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/throttle.ts";
import { removeReplica } from "#server/throttle/remove-replica.ts";

export const DELETE = operationRoute(contract.removeReplica, ({ params, actor, deps }) =>
  removeReplica(deps, { actor, ...params }),
);
