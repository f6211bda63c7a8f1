import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/migration.ts";
import { getPlan } from "#server/migrations/get-plan.ts";

export const GET = operationRoute(contract.getPlan, ({ params, query, actor, deps }) =>
  getPlan(deps, { actor, migrationId: params.migrationId, ...query }),
);
