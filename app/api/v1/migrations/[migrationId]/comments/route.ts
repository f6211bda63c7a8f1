import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/migration.ts";
import { commentOnMigration } from "#server/migrations/comment-on-migration.ts";

export const POST = operationRoute(contract.commentOnMigration, ({ params, body, actor, deps }) =>
  commentOnMigration(deps, { actor, migrationId: params.migrationId, ...body }),
);
