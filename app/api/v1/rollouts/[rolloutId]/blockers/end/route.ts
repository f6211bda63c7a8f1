import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/lock-blocker.ts";
import { endLockBlocker } from "#server/rollouts/end-lock-blocker.ts";

export const POST = operationRoute(contract.endLockBlocker, ({ params, body, actor, deps }) =>
  endLockBlocker(deps, { actor, ...params, ...body }),
);
