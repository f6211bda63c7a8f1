import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CLONE } from "../stack/installation.ts";

export interface TemporaryStack {
  readonly url: string;
  /** The one-time link of the first owner. */
  readonly setupUrl: string;
  /** Superuser of the embedded PostgreSQL: target databases are made with it. */
  readonly adminUrl: string;
  /** The control database. */
  readonly databaseUrl: string;
  /** Holds `cli.json`, and `state.json` with the pids of web, worker, redis and postgres. */
  readonly dataDir: string;
  stop(): Promise<void>;
}

/** Runs what `npm start` runs, on a data folder of its own that goes when it stops. */
export async function startTemporaryStack(port: number): Promise<TemporaryStack> {
  const dataDir = mkdtempSync(join(tmpdir(), "sluice-temporary-"));
  // The servers of root run as another user, who must get through.
  chmodSync(dataDir, 0o711);
  const { DATABASE_URL: _d, REDIS_URL: _r, SLUICE_URL: _u, ...rest } = process.env;
  const child = spawn(process.execPath, [join(CLONE, "scripts/start.ts"), "--json"], {
    cwd: CLONE,
    env: { ...rest, SLUICE_DATA_DIR: dataDir, PORT: String(port) },
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = async () => {
    await stopped(child);
    // A server that was killed at last may write a file more while its folder is being emptied.
    if (!process.env.SLUICE_TEST_KEEP)
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    const { url, setupUrl, adminUrl, databaseUrl } = await firstLineOfJson(child);
    return {
      url: told(url),
      setupUrl: told(setupUrl),
      adminUrl: told(adminUrl),
      databaseUrl: told(databaseUrl),
      dataDir,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const told = (address: string | null | undefined): string => address ?? "";

function firstLineOfJson(child: ChildProcess): Promise<Record<string, string | null>> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`Sluice did not start (exit code ${code}).`)));
    if (!child.stdout) return;
    createInterface(child.stdout).on("line", (line) => line.startsWith("{") && resolve(JSON.parse(line)));
  });
}

function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}
