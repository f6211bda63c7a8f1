import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/database.ts";
import { getTable } from "#server/databases/get-table.ts";

export const GET = operationRoute(contract.getTable, ({ params, query, actor, deps }) =>
  getTable(deps, { actor, ...params, ...query }),
);
