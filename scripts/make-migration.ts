// Writes the next migration of the control database: what schema.prisma has and the migrations do not.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { applyMigrations } from "#server/control-database/apply-migrations.ts";
import { MIGRATIONS_DIR } from "#server/control-database/migration-list.ts";
import { schemaDrift } from "#server/control-database/schema-drift.ts";
import { temporaryPostgres } from "./stack/temporary-postgres.ts";

const { values } = parseArgs({ options: { name: { type: "string" } } });
if (!values.name || !/^[a-z][a-z0-9_]*$/.test(values.name)) {
  console.error("Give it a name: npm run migrate:make -- --name add_labels");
  process.exit(2);
}

await using server = await temporaryPostgres();
await applyMigrations(server.url("postgres"));
const sql = await schemaDrift(server.url("postgres"));
if (sql === null) {
  console.log("The migrations already make what prisma/schema.prisma says. Nothing to write.");
} else {
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const dir = join(MIGRATIONS_DIR, `${stamp}_${values.name}`);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "migration.sql"), sql);
  console.log(`Wrote ${join(dir, "migration.sql")}. Read it before you commit it.`);
}
