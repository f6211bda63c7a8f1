// `npm run build`: Prisma's client, then the web app; both only when their sources changed.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildWeb } from "./stack/build-web.ts";
import { generatePrismaClient } from "./stack/prisma-client.ts";
import { StartError } from "./stack/start-error.ts";

try {
  await generatePrismaClient();
  const built = await buildWeb(join(mkdtempSync(join(tmpdir(), "sluice-build-")), "build.log"));
  console.log(built ? "Built the web app." : "The web app is built from these sources already.");
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}
