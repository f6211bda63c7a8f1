import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/database.ts";
import { changeDatabase } from "#server/databases/change-database.ts";
import { getDatabase } from "#server/databases/get-database.ts";
import { removeDatabase } from "#server/databases/remove-database.ts";

export const GET = operationRoute(contract.getDatabase, ({ params, actor, deps }) =>
  getDatabase(deps, { actor, ...params }),
);
export const PATCH = operationRoute(contract.changeDatabase, ({ params, body, actor, deps }) =>
  changeDatabase(deps, { actor, ...params, ...body }),
);
export const DELETE = operationRoute(contract.removeDatabase, ({ params, actor, deps }) =>
  removeDatabase(deps, { actor, ...params }),
);
