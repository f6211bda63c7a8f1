import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/database.ts";
import { listNames } from "#server/databases/list-names.ts";

export const GET = operationRoute(contract.listNames, ({ params, actor, deps }) =>
  listNames(deps, { actor, ...params }),
);
