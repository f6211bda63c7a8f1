import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/lock-blocker.ts";
import { listLockBlockers } from "#server/rollouts/list-lock-blockers.ts";

export const GET = operationRoute(contract.listLockBlockers, ({ params, actor, deps }) =>
  listLockBlockers(deps, { actor, ...params }),
);
