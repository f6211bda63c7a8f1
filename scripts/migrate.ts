// Brings the control database at DATABASE_URL up to date. Safe to run from several places at once.
import { applyMigrations } from "#server/control-database/apply-migrations.ts";

const url = process.env.DATABASE_URL;
if (!url) {
  console.error("DATABASE_URL is not set: say which control database to migrate.");
  process.exit(1);
}
const applied = await applyMigrations(url);
console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "The control database is up to date.");
