import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/approval.ts";
import { approveStage } from "#server/rollouts/approve-stage.ts";

export const POST = operationRoute(contract.approveStage, ({ params, body, actor, deps }) =>
  approveStage(deps, { actor, ...params, ...body }),
);
