import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/rollout.ts";
import { previewRollback } from "#server/rollouts/preview-rollback.ts";
import { rollbackRollout } from "#server/rollouts/rollback-rollout.ts";

export const GET = operationRoute(contract.previewRollback, ({ params, actor, deps }) =>
  previewRollback(deps, { actor, rolloutId: params.rolloutId }),
);
export const POST = operationRoute(contract.rollbackRollout, ({ params, body, actor, deps }) =>
  rollbackRollout(deps, { actor, rolloutId: params.rolloutId, ...body }),
);
