import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/approval.ts";
import { requestChanges } from "#server/approvals/request-changes.ts";

export const POST = operationRoute(contract.requestChanges, ({ params, body, actor, deps }) =>
  requestChanges(deps, { actor, ...params, ...body }),
);
