import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/migration.ts";
import { submitMigration } from "#server/migrations/submit-migration.ts";

export const POST = operationRoute(contract.submitMigration, ({ params, body, actor, deps }) =>
  submitMigration(deps, { actor, migrationId: params.migrationId, ...body }),
);
