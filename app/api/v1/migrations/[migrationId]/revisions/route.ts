import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/migration.ts";
import { saveRevision } from "#server/migrations/save-revision.ts";

export const POST = operationRoute(contract.saveRevision, ({ params, body, actor, deps }) =>
  saveRevision(deps, { actor, migrationId: params.migrationId, ...body }),
);
