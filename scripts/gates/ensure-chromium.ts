import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { aptInstall } from "../stack/ensure-redis.ts";
import { CLONE } from "../stack/installation.ts";
import { findChromium } from "./chromium.ts";

const DOWNLOAD_MS = 90_000;

/** Finds a Chromium, or gets one: Playwright's own where its download works, else Debian's. */
export async function ensureChromium(): Promise<string> {
  const found = findChromium();
  if (found) return found;
  const isRoot = process.getuid?.() === 0;
  const cli = join(CLONE, "node_modules/@playwright/test/cli.js");
  const install = ["install", ...(isRoot ? ["--with-deps"] : []), "chromium"];
  spawnSync(process.execPath, [cli, ...install], { stdio: "ignore", timeout: DOWNLOAD_MS });
  if (!findChromium() && isRoot) aptInstall("chromium");
  const now = findChromium();
  if (now) return now;
  throw new Error(
    "There is no Chromium here, and it could not be installed. Install it: npx playwright install --with-deps chromium",
  );
}
