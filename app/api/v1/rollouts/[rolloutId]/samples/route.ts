import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/rollout.ts";
import { listSamples } from "#server/backfills/list-samples.ts";

export const GET = operationRoute(contract.listSamples, ({ params, actor, deps }) =>
  listSamples(deps, { actor, rolloutId: params.rolloutId }),
);
