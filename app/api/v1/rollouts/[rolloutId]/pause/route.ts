import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/rollout.ts";
import { pauseRollout } from "#server/rollouts/pause-rollout.ts";

export const POST = operationRoute(contract.pauseRollout, ({ params, body, actor, deps }) =>
  pauseRollout(deps, { actor, rolloutId: params.rolloutId, ...body }),
);
