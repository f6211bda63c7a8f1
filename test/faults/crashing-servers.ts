import { join } from "node:path";
import { freePort } from "#scripts/stack/free-port.ts";
import { type PostgresOptions, type RunningPostgres, startPostgres } from "#scripts/stack/postgres-server.ts";
import { stopProcess } from "#scripts/stack/process-identity.ts";
import { type RunningRedis, startRedis } from "#scripts/stack/redis-server.ts";

const PASSWORD = "for-tests-only";

/** The machine does not fail, the server does: what it wrote is there again, and what it acknowledged must be. */
const SETTINGS = {
  fsync: "off",
  synchronous_commit: "on",
  full_page_writes: "off",
  max_connections: "200",
  shared_buffers: "64MB",
  deadlock_timeout: "200ms",
};

/** A PostgreSQL that is crashed and comes back on the same port. */
export class CrashingPostgres {
  readonly #options: PostgresOptions;
  #running: RunningPostgres;

  private constructor(options: PostgresOptions, running: RunningPostgres) {
    this.#options = options;
    this.#running = running;
  }

  static async start(dir: string, name: string): Promise<CrashingPostgres> {
    const options: PostgresOptions = {
      major: "18",
      dataDir: join(dir, name),
      port: await freePort(),
      password: PASSWORD,
      logFile: join(dir, `${name}.log`),
      settings: SETTINGS,
    };
    return new CrashingPostgres(options, await startPostgres(options));
  }

  get port(): number {
    return this.#options.port;
  }
  get password(): string {
    return PASSWORD;
  }
  url(database: string): string {
    return this.#running.url(database);
  }

  /** `immediate`: as if it had died; recovery follows. `fast`: sessions are ended and everything is written. */
  async bounce(mode: "immediate" | "fast", awayMs: number): Promise<void> {
    await stopProcess(this.#running, { signal: mode === "immediate" ? "SIGQUIT" : "SIGINT", graceMs: 10_000 });
    await new Promise((resolve) => setTimeout(resolve, awayMs));
    this.#running = await startPostgres(this.#options);
  }

  async stop(): Promise<void> {
    await stopProcess(this.#running, { signal: "SIGQUIT", graceMs: 5_000 });
  }
}

/** A Redis that is killed and comes back empty on the same port. */
export class CrashingRedis {
  readonly #options: Parameters<typeof startRedis>[0];
  #running: RunningRedis;

  private constructor(options: Parameters<typeof startRedis>[0], running: RunningRedis) {
    this.#options = options;
    this.#running = running;
  }

  static async start(dir: string): Promise<CrashingRedis> {
    const options = {
      dir: join(dir, "redis"),
      port: await freePort(),
      password: PASSWORD,
      logFile: join(dir, "redis.log"),
    };
    return new CrashingRedis(options, await startRedis(options));
  }

  get url(): string {
    return this.#running.url;
  }

  async kill(awayMs: number): Promise<void> {
    process.kill(this.#running.pid, "SIGKILL");
    await this.#running.ended;
    await new Promise((resolve) => setTimeout(resolve, awayMs));
    this.#running = await startRedis(this.#options);
  }

  async stop(): Promise<void> {
    await this.#running.stop();
  }
}
