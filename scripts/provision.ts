// What a running installation needs before its first page: the demo, a token for the CLI, the link for the owner.
// Runs with the environment of web and worker; answers on its last line of output.
import { join } from "node:path";
import { container } from "#server/container.live.ts";
import { createSetupLink } from "#server/people/create-setup-link.ts";
import { ensureInstallation } from "#server/people/ensure-installation.ts";
import { ensureLocalCliToken } from "#server/people/ensure-local-cli-token.ts";
import { registerPlaces } from "./demo/register-places.ts";
import { writePrivate } from "./stack/installation.ts";

const deps = await container();
try {
  await ensureInstallation(deps);
  if (process.env.SLUICE_PLACES_URL) await registerPlaces(deps, process.env.SLUICE_PLACES_URL);
  // In containers there is nobody at a shell to read it.
  if (process.env.SLUICE_CLI_FILE !== "none") {
    const token = await ensureLocalCliToken(deps);
    writePrivate(join(deps.env.dataDir, "cli.json"), `${JSON.stringify({ url: deps.env.url, token }, null, 2)}\n`);
  }
  const link = await createSetupLink(deps);
  process.stdout.write(`\nprovisioned ${JSON.stringify({ setupUrl: link?.url ?? null })}\n`);
} finally {
  await deps.close();
}
