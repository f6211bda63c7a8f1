import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/database.ts";
import { listTables } from "#server/databases/list-tables.ts";

export const GET = operationRoute(contract.listTables, ({ params, actor, deps }) =>
  listTables(deps, { actor, ...params }),
);
