import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/approval.ts";
import { getApproval } from "#server/approvals/get-approval.ts";

export const GET = operationRoute(contract.getApproval, ({ params, actor, deps }) =>
  getApproval(deps, { actor, ...params }),
);
