import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/database.ts";
import { listDatabases } from "#server/databases/list-databases.ts";
import { registerDatabase } from "#server/databases/register-database.ts";

export const GET = operationRoute(contract.listDatabases, ({ actor, deps }) => listDatabases(deps, { actor }));
export const POST = operationRoute(contract.registerDatabase, ({ body, actor, deps }) =>
  registerDatabase(deps, { actor, ...body }),
);
