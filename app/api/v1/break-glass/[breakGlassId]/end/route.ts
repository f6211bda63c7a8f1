import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/break-glass.ts";
import { endBreakGlass } from "#server/break-glass/end-break-glass.ts";

export const POST = operationRoute(contract.endBreakGlass, ({ params, actor, deps }) =>
  endBreakGlass(deps, { actor, ...params }),
);
