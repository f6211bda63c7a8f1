import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/rollout.ts";
import { listRollouts } from "#server/rollouts/list-rollouts.ts";
import { startRollout } from "#server/rollouts/start-rollout.ts";

export const GET = operationRoute(contract.listRollouts, ({ query, actor, deps }) =>
  listRollouts(deps, { actor, query }),
);

export const POST = operationRoute(contract.startRollout, ({ body, actor, deps }) =>
  startRollout(deps, { actor, ...body }),
);
