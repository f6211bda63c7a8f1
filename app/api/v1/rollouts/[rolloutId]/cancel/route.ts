import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/rollout.ts";
import { cancelRollout } from "#server/rollouts/cancel-rollout.ts";

export const POST = operationRoute(contract.cancelRollout, ({ params, body, actor, deps }) =>
  cancelRollout(deps, { actor, rolloutId: params.rolloutId, ...body }),
);
