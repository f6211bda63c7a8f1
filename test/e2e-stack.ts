import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startTemporaryStack } from "#scripts/gates/temporary-stack.ts";

/**
 * Runs what `npm start` runs, on a fresh data folder, and tells the specs where it is:
 * SLUICE_E2E_URL, SLUICE_E2E_SETUP_URL (one-time link of the owner), SLUICE_E2E_ADMIN_URL (superuser of the embedded
 * PostgreSQL, to make target databases), SLUICE_E2E_CONTROL_URL (control database), SLUICE_E2E_DATA_DIR (`cli.json`,
 * and `state.json` with the pids of web, worker, redis and postgres).
 * With SLUICE_E2E_SETUP_URL set it uses the stack that runs already.
 */
export default async function startStack(): Promise<() => Promise<void>> {
  if (process.env.SLUICE_E2E_SETUP_URL) return async () => undefined;
  const stack = await startTemporaryStack(Number(process.env.SLUICE_E2E_PORT));
  process.env.SLUICE_E2E_SETUP_URL = stack.setupUrl;
  process.env.SLUICE_E2E_ADMIN_URL = stack.adminUrl;
  process.env.SLUICE_E2E_CONTROL_URL = stack.databaseUrl;
  process.env.SLUICE_E2E_DATA_DIR = stack.dataDir;
  return stack.stop;
}

/** The pid of a process of the stack, for tests that kill it. */
export function pidOf(name: "web" | "worker" | "redis" | "postgres"): number {
  const state = JSON.parse(readFileSync(join(process.env.SLUICE_E2E_DATA_DIR ?? "", "state.json"), "utf8"));
  return state.processes[name].pid;
}
