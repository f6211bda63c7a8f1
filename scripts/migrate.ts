// Brings the control database up to date, as DATABASE_OWNER_URL where it is set. Safe to run from several places at once.
import { applyMigrations } from "#server/control-database/apply-migrations.ts";
import { grantApplication } from "#server/control-database/grant-application.ts";

const { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl } = process.env;
if (!url) {
  console.error("DATABASE_URL is not set: say which control database to migrate.");
  process.exit(1);
}
const applied = await applyMigrations(ownerUrl || url);
if (ownerUrl) await grantApplication(ownerUrl, url);
console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "The control database is up to date.");
