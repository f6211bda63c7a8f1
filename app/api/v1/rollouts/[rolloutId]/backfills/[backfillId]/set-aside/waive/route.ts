import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/set-aside.ts";
import { waiveSetAside } from "#server/set-aside/waive-set-aside.ts";

export const POST = operationRoute(contract.waiveSetAside, ({ params, body, actor, deps }) => {
  const { reason, ...waiver } = body;
  return waiveSetAside(deps, { actor, ...params, reason, waiver });
});
