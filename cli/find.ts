import * as databases from "#contracts/database.ts";
import * as migrations from "#contracts/migration.ts";
import * as rollouts from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Api } from "./api.ts";

/** By name or id. @throws DomainError `not-found`, naming what there is. */
export async function findDatabase(api: Api, nameOrId: string): Promise<databases.Database> {
  const { items } = await api.call(databases.listDatabases);
  const found = items.find((it) => it.id === nameOrId || it.name === nameOrId);
  if (found) return found;
  const known = items.map((it) => it.name).join(", ") || "none";
  throw new DomainError("not-found", `There is no database ${nameOrId}. Registered: ${known}.`);
}

/** By name or id. */
export const findMigration = (api: Api, nameOrId: string): Promise<migrations.Migration> =>
  api.call(migrations.getMigration, { params: { migrationId: nameOrId } });

const SHORTEST_PREFIX = 6;

/** The id of a rollout, which may be shortened while only one begins like that. */
export async function findRolloutId(api: Api, idOrPrefix: string): Promise<string> {
  if (idOrPrefix.length === 36) return idOrPrefix;
  const { items } = await api.call(rollouts.listRollouts, { query: { limit: 200 } });
  const found = items.filter((it) => idOrPrefix.length >= SHORTEST_PREFIX && it.id.startsWith(idOrPrefix));
  const [only] = found;
  if (only && found.length === 1) return only.id;
  const why =
    found.length > 1
      ? `${found.length} rollouts begin with ${idOrPrefix}: give more of the id`
      : `There is no rollout ${idOrPrefix}`;
  throw new DomainError("not-found", `${why}. See sluice rollout list.`);
}
