// Runs Sluice on this machine: see `scripts/stack/stack.ts`. Started by start.mjs, on Node 24.
import { dirname, relative } from "node:path";
import { createProgress } from "./stack/progress.ts";
import type { Provisioned } from "./stack/provision-stack.ts";
import { Stack } from "./stack/stack.ts";
import { StartError } from "./stack/start-error.ts";

/** npm, the terminal and start.mjs may each pass on the same Ctrl-C. */
const SAME_SIGNAL_MS = 700;

const dev = process.argv.includes("--dev");
/** For programs that start Sluice (e2e tests, benchmarks): addresses as one line of JSON, secrets included. */
const json = process.argv.includes("--json");
const progress = createProgress(json ? process.stderr : process.stdout);
const since = performance.now() - Number(process.env.SLUICE_START_MS ?? 0);

let stack: Stack | undefined;
let stoppedAt = 0;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void onSignal());

async function onSignal(): Promise<void> {
  if (stoppedAt && performance.now() - stoppedAt < SAME_SIGNAL_MS) return;
  if (stoppedAt) {
    stack?.kill();
    process.exit(130);
  }
  stoppedAt = performance.now();
  progress.say("\nStopping: the worker finishes its batch. Ctrl-C again kills.");
  progress.end();
  await stack?.stop();
  console.log("Stopped.");
  process.exit(0);
}

try {
  stack = new Stack({
    dataDir: process.env.SLUICE_DATA_DIR ?? ".sluice",
    dev,
    port: portOf(process.env.PORT),
    host: process.env.HOST ?? "127.0.0.1",
    progress,
  });
  const other = stack.claim();
  if (other) {
    progress.end();
    console.log(`Sluice is already ${other.url ? `running: ${other.url}` : "starting"} (process ${other.pid}).`);
    process.exit(0);
  }
  const provisioned = await stack.start();
  if (!stoppedAt) console.log(json ? JSON.stringify(addressesOf(stack, provisioned)) : block(stack, provisioned));
} catch (error) {
  if (!stoppedAt) {
    progress.end();
    console.error(`\nSluice did not start. ${messageOf(error)}`);
    await stack?.stop();
    process.exit(1);
  }
}

function portOf(text: string | undefined): number | null {
  if (!text) return null;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new StartError("PORT must be a number from 1 to 65535.");
  return port;
}

function messageOf(error: unknown): string {
  if (error instanceof StartError) return error.message;
  if (process.env.SLUICE_LOG_LEVEL === "debug") console.error(error);
  const message = error instanceof Error ? error.message : String(error);
  return `${message.split("\n")[0]} (SLUICE_LOG_LEVEL=debug npm start shows where.)`;
}

function addressesOf({ url, adminUrl, databaseUrl, installation }: Stack, { setupUrl }: Provisioned) {
  return { url, setupUrl, adminUrl, databaseUrl, dataDir: installation.dir };
}

function block({ url, installation, adminUrl }: Stack, { setupUrl }: Provisioned): string {
  const { dir, logsDir } = installation;
  const data = adminUrl ? installation.postgresDir() : null;
  const here = (path: string) => relative(process.cwd(), path) || path;
  return [
    "",
    `  Sluice is ready after ${((performance.now() - since) / 1_000).toFixed(1)} s`,
    "",
    `  Open      ${setupUrl ?? url}`,
    setupUrl ? "            (this link makes you the owner; it works once)" : null,
    data && dirname(data) !== dir ? `  Data      ${here(dir)} and ${data}` : `  Data      ${here(dir)}`,
    `  Logs      ${here(logsDir)}`,
    "  Stop      Ctrl-C",
    "",
  ]
    .filter((line) => line !== null)
    .join("\n");
}
