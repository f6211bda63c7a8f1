import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/approval.ts";
import { delegateApprovals } from "#server/approvals/delegate-approvals.ts";
import { listDelegations } from "#server/approvals/list-delegations.ts";

export const GET = operationRoute(contract.listDelegations, ({ actor, deps }) => listDelegations(deps, { actor }));
export const POST = operationRoute(contract.delegateApprovals, ({ body, actor, deps }) =>
  delegateApprovals(deps, { actor, ...body }),
);
