import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/throttle.ts";
import { overrideSignal } from "#server/throttle/override-signal.ts";

export const POST = operationRoute(contract.overrideSignal, ({ params, body, actor, deps }) =>
  overrideSignal(deps, { actor, ...params, ...body }),
);
