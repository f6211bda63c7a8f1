import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/rollout.ts";
import { resumeRollout } from "#server/rollouts/resume-rollout.ts";

export const POST = operationRoute(contract.resumeRollout, ({ params, body, actor, deps }) =>
  resumeRollout(deps, { actor, rolloutId: params.rolloutId, ...body }),
);
