import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/break-glass.ts";
import { listBreakGlass } from "#server/break-glass/list-break-glass.ts";
import { requestBreakGlass } from "#server/break-glass/request-break-glass.ts";

export const GET = operationRoute(contract.listBreakGlass, ({ query, actor, deps }) =>
  listBreakGlass(deps, { actor, all: query.all === "true" }),
);
export const POST = operationRoute(contract.requestBreakGlass, ({ body, actor, deps }) =>
  requestBreakGlass(deps, { actor, ...body }),
);
