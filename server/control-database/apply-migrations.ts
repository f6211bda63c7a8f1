import { Client } from "pg";
import { readMigrationList } from "./migration-list.ts";
import { openSchemaEngine } from "./schema-engine.ts";

/** Any number, the same in every process: one applies, the others wait and then find nothing to do. */
const LOCK_KEY = 7_158_466_213;

/** Brings a control database up to date and answers the names of the migrations that were applied just now. */
export async function applyMigrations(databaseUrl: string, migrationsDir?: string): Promise<readonly string[]> {
  const lock = new Client({ connectionString: databaseUrl, application_name: "sluice:migrate" });
  await lock.connect();
  try {
    await lock.query("SELECT pg_advisory_lock($1)", [LOCK_KEY]);
    await using open = await openSchemaEngine(databaseUrl);
    const { appliedMigrationNames } = await open.engine.applyMigrations({
      migrationsList: await readMigrationList(migrationsDir),
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } finally {
    await lock.end();
  }
}
