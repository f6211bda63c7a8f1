import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/set-aside.ts";
import { listSetAside } from "#server/set-aside/list-set-aside.ts";

export const GET = operationRoute(contract.listSetAside, ({ params, query, actor, deps }) =>
  listSetAside(deps, { actor, ...params, query }),
);
