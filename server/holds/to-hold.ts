import { environment } from "#contracts/database.ts";
import type { Hold } from "#contracts/throttle.ts";
import type { HoldRow } from "./hold-repository.ts";

export const toHold = (row: HoldRow, names: ReadonlyMap<string, string>): Hold => ({
  id: row.id,
  scope: row.scope,
  environment: row.environment === null ? null : environment.parse(row.environment),
  databaseId: row.databaseId,
  databaseName: row.databaseId === null ? null : (names.get(row.databaseId) ?? null),
  reason: row.reason,
  byName: row.byName,
  at: row.at.toISOString(),
});
