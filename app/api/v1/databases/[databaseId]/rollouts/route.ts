import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/database.ts";
import { listDatabaseRollouts } from "#server/databases/list-database-rollouts.ts";

export const GET = operationRoute(contract.listDatabaseRollouts, ({ params, actor, deps }) =>
  listDatabaseRollouts(deps, { actor, ...params }),
);
