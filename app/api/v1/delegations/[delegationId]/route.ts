import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/approval.ts";
import { endDelegation } from "#server/approvals/end-delegation.ts";

export const DELETE = operationRoute(contract.endDelegation, ({ params, actor, deps }) =>
  endDelegation(deps, { actor, ...params }),
);
