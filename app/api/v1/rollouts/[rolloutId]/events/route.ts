import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/rollout.ts";
import { listRolloutEvents } from "#server/rollouts/list-rollout-events.ts";

export const GET = operationRoute(contract.listRolloutEvents, ({ params, query, actor, deps }) =>
  listRolloutEvents(deps, { actor, rolloutId: params.rolloutId, query }),
);
