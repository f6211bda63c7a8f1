import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/dry-run.ts";
import { listDryRuns } from "#server/dry-runs/list-dry-runs.ts";
import { startDryRun } from "#server/dry-runs/start-dry-run.ts";

export const GET = operationRoute(contract.listDryRuns, ({ params, actor, deps }) =>
  listDryRuns(deps, { actor, migrationId: params.migrationId }),
);
export const POST = operationRoute(contract.startDryRun, ({ params, body, actor, deps }) =>
  startDryRun(deps, { actor, migrationId: params.migrationId, ...body }),
);
