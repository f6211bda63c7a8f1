import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import { pino } from "pino";
import { ensureDatabase } from "#scripts/stack/ensure-database.ts";
import { createContainer } from "#server/container.create.ts";
import type { Container } from "#server/container.ts";
import { applyMigrations } from "#server/control-database/apply-migrations.ts";
import type { Env } from "#server/env.ts";
import { createLog } from "#server/log.ts";
import { ensureInstallation } from "#server/people/ensure-installation.ts";
import { aPerson, type TestPerson } from "#test/people.ts";
import { CrashingPostgres, CrashingRedis } from "./crashing-servers.ts";
import { FaultProxy } from "./fault-proxy.ts";
import { WorkerPool } from "./worker-pool.ts";

const WORKERS = 2;

/** All that a run needs and may break: made once, used by many runs. */
export interface FaultsEnvironment extends AsyncDisposable {
  /** Logs of servers and workers, and the files of SQLite. */
  readonly dir: string;
  readonly deps: Container;
  readonly operator: TestPerson;
  readonly owner: TestPerson;
  readonly control: CrashingPostgres;
  readonly target: CrashingPostgres;
  readonly redis: CrashingRedis;
  readonly proxy: FaultProxy;
  readonly workers: WorkerPool;
}

const BOOT_MS = 60_000;

/** Else the first faults would strike workers that have not begun. */
async function untilAlive({ prisma }: Container, workers: number): Promise<void> {
  for (const until = Date.now() + BOOT_MS; (await prisma.workerHeartbeat.count()) < workers; await wait(100))
    if (Date.now() > until) throw new Error("the workers did not start within a minute");
}

/** Real servers and real workers. `workerMain` is what a worker process runs. */
export async function faultsEnvironment(workerMain?: string): Promise<FaultsEnvironment> {
  const dir = mkdtempSync(join(tmpdir(), "sluice-faults-"));
  // The servers of root run as another user, who must get through.
  chmodSync(dir, 0o755);
  const [control, target, redis] = await Promise.all([
    CrashingPostgres.start(dir, "control"),
    CrashingPostgres.start(dir, "target"),
    CrashingRedis.start(dir),
  ]);
  await ensureDatabase(control.url("postgres"), "control");
  await applyMigrations(control.url("control"));
  // Gentleness is not what is tried here, and a run is to take seconds.
  await atFullSpeed(control.url("control"));
  const env: Env = {
    databaseUrl: control.url("control"),
    redisUrl: redis.url,
    secretKeys: [randomBytes(32)],
    port: 3000,
    url: "http://sluice.test",
    dataDir: dir,
    embedded: true,
    logLevel: "debug",
    workerConcurrency: 4,
    heartbeatSeconds: 120,
    shadowUrls: [],
  };
  const log = createLog("debug", "harness", pino.destination({ dest: join(dir, "harness.log"), sync: true }));
  const deps = await createContainer(env, { draining: new AbortController().signal, log });
  await ensureInstallation(deps);
  const proxy = new FaultProxy({
    kind: "network",
    host: "127.0.0.1",
    port: target.port,
    user: "sluice",
    password: target.password,
    database: "postgres",
    tls: "disable",
  });
  await proxy.listen();
  const workers = new WorkerPool(env, dir, workerMain);
  workers.start(WORKERS);
  await untilAlive(deps, WORKERS);
  return {
    dir,
    deps,
    operator: await aPerson(deps, "operator", "Olga Operator"),
    owner: await aPerson(deps, "owner", "Omar Owner"),
    control,
    target,
    redis,
    proxy,
    workers,
    async [Symbol.asyncDispose]() {
      await workers.stop();
      await proxy[Symbol.asyncDispose]();
      await deps.close().catch(() => undefined);
      await Promise.all([control.stop(), target.stop(), redis.stop()]);
      if (!process.env.SLUICE_TEST_KEEP) rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function atFullSpeed(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('ALTER TABLE "Backfill" ALTER COLUMN speed SET DEFAULT 100').finally(() => client.end());
}
