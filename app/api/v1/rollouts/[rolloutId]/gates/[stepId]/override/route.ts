import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/rollout.ts";
import { overrideGate } from "#server/rollouts/override-gate.ts";

export const POST = operationRoute(contract.overrideGate, ({ params, body, actor, deps }) =>
  overrideGate(deps, { actor, ...params, reason: body.reason }),
);
