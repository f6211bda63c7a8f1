import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/approval.ts";
import { resolveRequest } from "#server/approvals/resolve-request.ts";

export const POST = operationRoute(contract.resolveRequest, ({ params, body, actor, deps }) =>
  resolveRequest(deps, { actor, ...params, ...body }),
);
