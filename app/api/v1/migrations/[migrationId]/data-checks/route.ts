import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/data-check.ts";
import { listDataChecks } from "#server/data-checks/list-data-checks.ts";
import { startDataChecks } from "#server/data-checks/start-data-checks.ts";

export const GET = operationRoute(contract.listDataChecks, ({ params, actor, deps }) =>
  listDataChecks(deps, { actor, migrationId: params.migrationId }),
);
export const POST = operationRoute(contract.startDataChecks, ({ params, body, actor, deps }) =>
  startDataChecks(deps, { actor, migrationId: params.migrationId, ...body }),
);
