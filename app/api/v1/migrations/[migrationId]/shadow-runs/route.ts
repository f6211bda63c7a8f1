import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/shadow-run.ts";
import { listShadowRuns } from "#server/shadow-runs/list-shadow-runs.ts";
import { startShadowRun } from "#server/shadow-runs/start-shadow-run.ts";

export const GET = operationRoute(contract.listShadowRuns, ({ params, actor, deps }) =>
  listShadowRuns(deps, { actor, migrationId: params.migrationId }),
);
export const POST = operationRoute(contract.startShadowRun, ({ params, body, actor, deps }) =>
  startShadowRun(deps, { actor, migrationId: params.migrationId, ...body }),
);
