import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "#scripts/stack/free-port.ts";
import { POSTGRES_MAJORS, type PostgresMajor } from "#scripts/stack/postgres-binaries.ts";
import { startPostgres, stopPostgres } from "#scripts/stack/postgres-server.ts";
import type { ProcessIdentity } from "#scripts/stack/process-identity.ts";
import { StartError } from "#scripts/stack/start-error.ts";

const TRIES = 5;

/** A migrated control database; copies of it are ready at once. */
export const TEMPLATE_DATABASE = "sluice_template";

/**
 * Nothing of a test outlives it, so nothing needs to reach the disk; and no vacuum of the server's own comes into the
 * middle of a test with other statistics or with a lock.
 */
const FAST = {
  autovacuum: "off",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "300",
  max_prepared_transactions: "10",
  shared_buffers: "64MB",
  wal_level: "replica",
};

export interface TestPostgres extends ProcessIdentity {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** The majors a run covers: `PG_VERSIONS=14,18`; 18 alone without it. */
export function postgresVersions(): readonly PostgresMajor[] {
  const asked = (process.env.PG_VERSIONS ?? "18").split(",").map((it) => it.trim());
  return POSTGRES_MAJORS.filter((major) => asked.includes(major) || asked.includes("all"));
}

/** The server of a major version, booted by the first test that asks, whichever process that test runs in. */
export async function postgresOf(dir: string, major: PostgresMajor): Promise<TestPostgres> {
  const record = join(dir, `postgres-${major}.json`);
  const lock = join(dir, `postgres-${major}.lock`);
  for (let tries = 0; tries < 2_400; tries++) {
    const running = readRecord(record);
    if (running) return running;
    if (take(lock)) {
      try {
        return await boot(dir, major, record);
      } catch (error) {
        rmSync(lock, { recursive: true, force: true });
        throw error;
      }
    }
    await wait(50);
  }
  throw new Error(`PostgreSQL ${major} did not boot within two minutes`);
}

async function boot(dir: string, major: PostgresMajor, record: string): Promise<TestPostgres> {
  // Of its own, so that a server of another run that got the port is not taken for this one.
  const password = randomBytes(12).toString("hex");
  const logFile = join(dir, `postgres-${major}.log`);
  const options = { major, dataDir: join(dir, `postgres-${major}`), password, logFile, settings: FAST };
  const { port, pid, startedAt } = await onFreePort((port) => startPostgres({ ...options, port }));
  const running = { pid, startedAt, port, user: "sluice", password };
  writeFileSync(record, JSON.stringify(running));
  return running;
}

/** A port is free when it is looked for, and somebody else's a moment later: then another one is tried. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (tries === TRIES || !(error instanceof StartError)) throw error;
    }
  }
}

export async function stopAllPostgres(dir: string): Promise<void> {
  const running = POSTGRES_MAJORS.map((major) => readRecord(join(dir, `postgres-${major}.json`)));
  await Promise.all(running.map((it) => it && stopPostgres(it)));
}

function readRecord(file: string): TestPostgres | null {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

/** The role that Sluice runs as: `test/start-test-servers.ts` gives it its rights in the template. */
export const applicationUrlOf = (server: TestPostgres, database: string): string =>
  `postgresql://sluice_app:${server.password}@127.0.0.1:${server.port}/${database}`;

export const urlOf = (server: TestPostgres, database: string): string =>
  `postgresql://${server.user}:${server.password}@127.0.0.1:${server.port}/${database}`;
