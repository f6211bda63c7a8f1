import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/rollout.ts";
import { passGate } from "#server/rollouts/pass-gate.ts";

export const POST = operationRoute(contract.passGate, ({ params, body, actor, deps }) =>
  passGate(deps, { actor, ...params, comment: body.comment }),
);
