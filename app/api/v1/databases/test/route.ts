import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/database.ts";
import { testTarget } from "#server/databases/test-target.ts";

export const POST = operationRoute(contract.testTarget, ({ body, actor, deps }) =>
  testTarget(deps, { actor, source: body }),
);
