import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DomainError } from "#core/domain/domain-error.ts";
import { SYSTEM } from "#server/auth/actor.ts";
import type { Container } from "#server/container.ts";
import { changeDatabase } from "#server/databases/change-database.ts";
import { registerDatabase } from "#server/databases/register-database.ts";
import { createMigration } from "#server/migrations/create-migration.ts";
import { submitMigration } from "#server/migrations/submit-migration.ts";
import { readJson, writePrivate } from "../stack/installation.ts";

interface Registered {
  readonly databaseId: string;
  readonly url: string;
}

/** Registers the demo target and puts its migration up for review: once, so that who removes them is rid of them. */
export async function registerPlaces(deps: Container, url: string): Promise<void> {
  const file = join(deps.env.dataDir, "places.json");
  const before = readJson<Registered>(file);
  if (before?.url === url) return;
  const databaseId = before ? await move(deps, before.databaseId, url) : await register(deps, url);
  writePrivate(file, JSON.stringify({ databaseId, url } satisfies Registered));
}

async function register(deps: Container, url: string): Promise<string> {
  const target = { url: `${url}?sslmode=disable` };
  const facts = {
    name: "places",
    environment: "demo",
    labels: { data: "geonames" },
    acceptMissingRights: false,
  } as const;
  const database = await registerDatabase(deps, { actor: SYSTEM, target, ...facts });
  const source = await readFile(join(import.meta.dirname, "city-coordinates.yaml"), "utf8");
  const migration = await createMigration(deps, { actor: SYSTEM, source });
  await submitMigration(deps, { actor: SYSTEM, migrationId: migration.id, databaseId: database.id });
  return database.id;
}

/** The embedded server came up on another port: its former one was taken. */
async function move(deps: Container, databaseId: string, url: string): Promise<string> {
  try {
    await changeDatabase(deps, { actor: SYSTEM, databaseId, target: { url: `${url}?sslmode=disable` } });
  } catch (error) {
    // Removed by somebody: then it stays so.
    if (!(error instanceof DomainError && error.code === "not-found")) throw error;
  }
  return databaseId;
}
