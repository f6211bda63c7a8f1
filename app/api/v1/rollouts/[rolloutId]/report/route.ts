import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/rollout.ts";
import { getReport } from "#server/rollouts/get-report.ts";

export const GET = operationRoute(
  contract.getReport,
  ({ params, actor, deps }) => getReport(deps, { actor, rolloutId: params.rolloutId }),
  ({ params }) => ({ type: "text/markdown", fileName: `rollout-${params.rolloutId}.md` }),
);
