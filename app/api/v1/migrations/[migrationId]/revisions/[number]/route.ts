import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/migration.ts";
import { getRevision } from "#server/migrations/get-revision.ts";

export const GET = operationRoute(contract.getRevision, ({ params, actor, deps }) =>
  getRevision(deps, { actor, ...params }),
);
