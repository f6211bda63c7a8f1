import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { startRedis } from "#scripts/stack/redis-server.ts";
import { applyMigrations } from "#server/control-database/apply-migrations.ts";
import { grantApplication } from "#server/control-database/grant-application.ts";
import { REDIS_DATABASES } from "./own-redis-url.ts";
import { applicationUrlOf, onFreePort, postgresOf, stopAllPostgres, TEMPLATE_DATABASE, urlOf } from "./servers.ts";

export interface TestServers {
  /** Where they keep their files and say where they are. */
  readonly dir: string;
  readonly redisUrl: string;
  stop(): Promise<void>;
}

/** Boots PostgreSQL 18 and Redis for one run; older majors boot when somebody asks for them. */
export async function startTestServers(): Promise<TestServers> {
  const dir = mkdtempSync(join(tmpdir(), "sluice-test-"));
  // The servers of root run as another user, who must get through.
  chmodSync(dir, 0o755);
  const password = randomBytes(12).toString("hex");
  const redisOptions = {
    dir: join(dir, "redis"),
    password,
    logFile: join(dir, "redis.log"),
    databases: REDIS_DATABASES,
  };
  const [redis, postgres] = await Promise.all([
    onFreePort((port) => startRedis({ ...redisOptions, port })),
    postgresOf(dir, "18"),
  ]);
  const stop = async () => {
    await Promise.all([redis.stop(), stopAllPostgres(dir)]);
    if (!process.env.SLUICE_TEST_KEEP) rmSync(dir, { recursive: true, force: true });
  };
  try {
    const admin = new Client({ connectionString: urlOf(postgres, "postgres") });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
    await admin.end();
    const ownerUrl = urlOf(postgres, TEMPLATE_DATABASE);
    await applyMigrations(ownerUrl);
    await grantApplication(ownerUrl, applicationUrlOf(postgres, TEMPLATE_DATABASE), { mayMakeScratches: true });
  } catch (error) {
    await stop();
    throw error;
  }
  return { dir, redisUrl: redis.url, stop };
}
