import { defineConfig, devices } from "@playwright/test";
import { CHROMIUM_ARGS, findChromium } from "#scripts/gates/chromium.ts";
import { nextFreePort } from "#scripts/stack/free-port.ts";
import { OWNER_STATE } from "./e2e/support/stack.ts";

// Chosen here once; the workers, which read this file again, inherit it. Below those that a system gives to connections:
// one of them could take it while the web app is being built.
process.env.SLUICE_E2E_PORT ??= String(await nextFreePort(20_000 + Math.floor(Math.random() * 10_000)));
process.env.SLUICE_E2E_URL ??= `http://localhost:${process.env.SLUICE_E2E_PORT}`;

const executablePath = findChromium();

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  globalSetup: "./test/e2e-stack.ts",
  // One real stack on two cores; a story that is hurried tells nothing about the product.
  workers: 1,
  fullyParallel: false,
  timeout: 300_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.CI ? [["list"]] : [["list"], ["html", { open: "never" }]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: process.env.SLUICE_E2E_URL,
    actionTimeout: 60_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: { args: CHROMIUM_ARGS, ...(executablePath && { executablePath }) },
  },
  projects: [
    { name: "setup", testMatch: "owner.setup.ts" },
    { name: "chromium", dependencies: ["setup"], use: { storageState: OWNER_STATE } },
  ],
});
