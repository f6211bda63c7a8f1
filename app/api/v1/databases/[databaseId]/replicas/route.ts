import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/throttle.ts";
import { addReplica } from "#server/throttle/add-replica.ts";

export const POST = operationRoute(contract.addReplica, ({ params, body, actor, deps }) =>
  addReplica(deps, { actor, ...params, ...body }),
);
