import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#scripts/stack/free-port.ts";
import { CLONE } from "#scripts/stack/installation.ts";
import { startRedis } from "#scripts/stack/redis-server.ts";
import { createContainer } from "#server/container.create.ts";
import type { Container } from "#server/container.ts";
import { applyMigrations } from "#server/control-database/apply-migrations.ts";
import type { Env } from "#server/env.ts";
import { createLog } from "#server/log.ts";
import { ensureInstallation } from "#server/people/ensure-installation.ts";
import type { BenchPostgres } from "./own-postgres.ts";

export interface ScaleStack extends AsyncDisposable {
  readonly deps: Container;
  readonly redisUrl: string;
  startWorkers(count: number): void;
}

/** As many as a small worker machine is given. */
const CONCURRENCY = 4;

/** A control database and a Redis of its own, the use cases in this process, and real worker processes. */
export async function scaleStack(server: BenchPostgres, controlDatabase: string): Promise<ScaleStack> {
  const dir = mkdtempSync(join(tmpdir(), "sluice-scale-"));
  const password = randomBytes(12).toString("hex");
  const redis = await startRedis({ dir, port: await freePort(), password, logFile: join(dir, "redis.log") });
  await server.run("postgres", `CREATE DATABASE ${controlDatabase}`);
  const databaseUrl = server.url(controlDatabase);
  await applyMigrations(databaseUrl);
  const env: Env = {
    databaseUrl,
    redisUrl: redis.url,
    secretKeys: [randomBytes(32)],
    port: 3000,
    url: "http://sluice.bench",
    dataDir: dir,
    embedded: true,
    logLevel: "warn",
    workerConcurrency: CONCURRENCY,
    heartbeatSeconds: 120,
    shadowUrls: [],
  };
  const log = createLog("warn", "bench");
  const deps = await createContainer(env, { draining: new AbortController().signal, log });
  await ensureInstallation(deps);
  const workers: ChildProcess[] = [];
  return {
    deps,
    redisUrl: redis.url,
    startWorkers(count) {
      for (let place = 0; place < count; place++) workers.push(worker(env, join(dir, `worker-${place}.log`)));
    },
    async [Symbol.asyncDispose]() {
      const ended = workers.map((child) => once(child, "exit"));
      for (const child of workers) child.kill("SIGTERM");
      await Promise.all(ended);
      await deps.close();
      await redis.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function worker(env: Env, logFile: string): ChildProcess {
  const log = openSync(logFile, "a");
  return spawn(process.execPath, ["workers/main.ts"], {
    cwd: CLONE,
    stdio: ["ignore", log, log],
    env: {
      PATH: process.env.PATH ?? "",
      NODE_ENV: "production",
      DATABASE_URL: env.databaseUrl,
      REDIS_URL: env.redisUrl,
      SLUICE_SECRET_KEY: env.secretKeys.map((key) => key.toString("base64")).join(","),
      SLUICE_LOG_LEVEL: "warn",
      SLUICE_WORKER_CONCURRENCY: String(CONCURRENCY),
    },
  });
}
