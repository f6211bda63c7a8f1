import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/migration.ts";
import { getMigration } from "#server/migrations/get-migration.ts";

export const GET = operationRoute(contract.getMigration, ({ params, actor, deps }) =>
  getMigration(deps, { actor, migrationId: params.migrationId }),
);
