import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/approval.ts";
import { getDecisionEvidence } from "#server/approvals/get-decision-evidence.ts";

export const GET = operationRoute(contract.getDecisionEvidence, ({ params, actor, deps }) =>
  getDecisionEvidence(deps, { actor, ...params }),
);
