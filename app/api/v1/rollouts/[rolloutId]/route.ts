import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/rollout.ts";
import { getRollout } from "#server/rollouts/get-rollout.ts";

export const GET = operationRoute(contract.getRollout, ({ params, actor, deps }) =>
  getRollout(deps, { actor, rolloutId: params.rolloutId }),
);
