import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/set-aside.ts";
import { retrySetAside } from "#server/set-aside/retry-set-aside.ts";

export const POST = operationRoute(contract.retrySetAside, ({ params, body, actor, deps }) =>
  retrySetAside(deps, { actor, ...params, filter: body }),
);
