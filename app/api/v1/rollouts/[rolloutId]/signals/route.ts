import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/throttle.ts";
import { listSignals } from "#server/throttle/list-signals.ts";

export const GET = operationRoute(contract.listSignals, ({ params, actor, deps }) =>
  listSignals(deps, { actor, ...params }),
);
