import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const SYSTEM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** A Chromium that is here: Playwright's own if it was downloaded, else the system's; `null` for none. */
export function findChromium(): string | null {
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  const found = SYSTEM_NAMES.map((name) => spawnSync("which", [name], { encoding: "utf8" }).stdout.trim());
  return found.find((path) => path !== "") ?? null;
}
