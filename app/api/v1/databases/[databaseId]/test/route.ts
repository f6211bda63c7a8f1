import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/database.ts";
import { testDatabase } from "#server/databases/test-database.ts";

export const POST = operationRoute(contract.testDatabase, ({ params, actor, deps }) =>
  testDatabase(deps, { actor, ...params }),
);
