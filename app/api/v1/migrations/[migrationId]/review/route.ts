import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/migration.ts";
import { reviewMigration } from "#server/migrations/review-migration.ts";

export const POST = operationRoute(contract.reviewMigration, ({ params, body, actor, deps }) =>
  reviewMigration(deps, { actor, migrationId: params.migrationId, ...body }),
);
