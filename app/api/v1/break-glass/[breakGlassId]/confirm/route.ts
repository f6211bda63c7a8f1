import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/break-glass.ts";
import { confirmBreakGlass } from "#server/break-glass/confirm-break-glass.ts";

export const POST = operationRoute(contract.confirmBreakGlass, ({ params, actor, deps }) =>
  confirmBreakGlass(deps, { actor, ...params }),
);
