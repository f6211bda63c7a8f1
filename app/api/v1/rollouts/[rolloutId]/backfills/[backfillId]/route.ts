import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/rollout.ts";
import { tuneBackfill } from "#server/backfills/tune-backfill.ts";

export const PATCH = operationRoute(contract.tuneBackfill, ({ params, body, actor, deps }) =>
  tuneBackfill(deps, { actor, ...params, settings: body }),
);
