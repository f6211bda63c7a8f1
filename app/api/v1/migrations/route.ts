import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/migration.ts";
import { createMigration } from "#server/migrations/create-migration.ts";
import { listMigrations } from "#server/migrations/list-migrations.ts";

export const GET = operationRoute(contract.listMigrations, ({ actor, deps }) => listMigrations(deps, { actor }));

export const POST = operationRoute(contract.createMigration, ({ body, actor, deps }) =>
  createMigration(deps, { actor, source: body.source }),
);
