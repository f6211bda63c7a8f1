// For containers: brings the control database up to date and prints the owner's one-time link. Any number may run.
import { container } from "#server/container.live.ts";
import { applyMigrations } from "#server/control-database/apply-migrations.ts";
import { grantApplication } from "#server/control-database/grant-application.ts";
import { createSetupLink } from "#server/people/create-setup-link.ts";
import { ensureInstallation } from "#server/people/ensure-installation.ts";

const deps = await container();
try {
  const { databaseUrl } = deps.env;
  // Only here: web and workers must not know who may change the audit.
  const ownerUrl = process.env.DATABASE_OWNER_URL;
  const applied = await applyMigrations(ownerUrl || databaseUrl);
  console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "The control database is up to date.");
  if (ownerUrl) await grantApplication(ownerUrl, databaseUrl);
  await ensureInstallation(deps);
  const link = await createSetupLink(deps);
  if (link)
    console.log(
      `\nOpen this link to become the owner; it works once, until ${link.expiresAt.toISOString()}:\n${link.url}\n`,
    );
} finally {
  await deps.close();
}
