import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { applyMigrations } from "#server/control-database/apply-migrations.ts";
import { grantApplication } from "#server/control-database/grant-application.ts";
import { loadPlaces } from "../demo/load-places.ts";
import { buildWeb } from "./build-web.ts";
import { checkDatabaseUrl, checkRedisUrl } from "./check-servers.ts";
import { EmbeddedServers } from "./embedded-servers.ts";
import { ensureDatabase } from "./ensure-database.ts";
import { ensureRedis } from "./ensure-redis.ts";
import { isPortFree, nextFreePort } from "./free-port.ts";
import { becomeSupervisor, CLONE, Installation, type Supervisor, writePrivate } from "./installation.ts";
import { generatePrismaClient } from "./prisma-client.ts";
import { identify, stopProcess } from "./process-identity.ts";
import type { Progress } from "./progress.ts";
import { type Provisioned, provision } from "./provision-stack.ts";
import { killChildren } from "./run-child.ts";
import { diskFull, isDiskFull, StartError } from "./start-error.ts";
import { SupervisedProcess } from "./supervised-process.ts";

const DRAIN_MS = 40_000;

export interface StackOptions {
  readonly dataDir: string;
  readonly dev: boolean;
  /** `null`: the first free one from 3000 on, the same again the next time. */
  readonly port: number | null;
  readonly host: string;
  readonly progress: Progress;
}

interface Addresses {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** The demo target, where the embedded PostgreSQL holds one. */
  readonly placesUrl: string | null;
}

/** Everything that `npm start` runs: the servers, the web app, the worker; watched, and stopped together. */
export class Stack {
  readonly installation: Installation;
  readonly #options: StackOptions;
  readonly #servers: EmbeddedServers;
  readonly #supervised: SupervisedProcess[] = [];
  readonly #pending: Promise<unknown>[] = [];
  #stopping = false;
  url = "";
  adminUrl: string | null = null;
  /** As the owner of the tables; web and workers get another role. */
  databaseUrl = "";

  constructor(options: StackOptions) {
    this.#options = options;
    this.installation = new Installation(options.dataDir);
    this.#servers = new EmbeddedServers(this.installation, (line) => this.#say(line));
  }

  /** Answers who runs this installation already, or `null`: then it is ours. */
  claim(): Supervisor | null {
    return becomeSupervisor(this.installation.dir, "");
  }

  async start(): Promise<Provisioned> {
    try {
      return await this.#start();
    } catch (error) {
      const text =
        error instanceof Error ? `${error.message} ${String((error as { stderr?: unknown }).stderr ?? "")}` : "";
      throw isDiskFull(text) ? diskFull(this.installation.dir) : error;
    }
  }

  async #start(): Promise<Provisioned> {
    const { progress, dev } = this.#options;
    await this.#endLeftOvers();
    const port = await this.#choosePort();
    this.url = process.env.SLUICE_URL?.replace(/\/$/, "") ?? `http://localhost:${port}`;
    const me = identify(process.pid);
    writePrivate(join(this.installation.dir, "supervisor.json"), JSON.stringify({ ...me, url: this.url }));

    await this.#checkGiven();
    const [addresses] = await this.#together(this.#bootServers(), this.#makeApp());
    const env = this.#environment(addresses, port);
    this.#supervise("web", env, dev);
    this.#supervise("worker", env, dev);
    return progress.stage("web and worker", async () => {
      const [provisioned] = await this.#together(
        provision({ ...env, SLUICE_PLACES_URL: addresses.placesUrl ?? "" }, this.installation.logFile("provision")),
        this.#untilHealthy(port),
      );
      return provisioned;
    });
  }

  /** What cannot work is said before anything is begun. */
  async #checkGiven(): Promise<void> {
    const { progress } = this.#options;
    const { DATABASE_URL, DATABASE_OWNER_URL, REDIS_URL } = process.env;
    // The role of DATABASE_URL may be one that is yet to be made.
    const databaseUrl = DATABASE_URL && DATABASE_OWNER_URL ? DATABASE_OWNER_URL : DATABASE_URL;
    const name = databaseUrl === DATABASE_URL ? "DATABASE_URL" : "DATABASE_OWNER_URL";
    if (databaseUrl) await progress.stage("PostgreSQL", () => checkDatabaseUrl(databaseUrl, name));
    await progress.stage("Redis", async (note) => {
      if (REDIS_URL) await checkRedisUrl(REDIS_URL);
      else if (ensureRedis()) note("installed redis-server");
    });
  }

  async #makeApp(): Promise<void> {
    const { progress, dev } = this.#options;
    await progress.stage("database client", async (note) =>
      note((await generatePrismaClient()) ? "generated" : "unchanged"),
    );
    if (dev) return;
    await progress.stage("web app", async (note) =>
      note((await buildWeb(this.installation.logFile("build"))) ? "built" : "unchanged"),
    );
  }

  async #bootServers(): Promise<Addresses> {
    const { DATABASE_URL, REDIS_URL } = process.env;
    const redis = REDIS_URL ? Promise.resolve(REDIS_URL) : this.#servers.redis().then(({ url }) => url);
    const postgres = DATABASE_URL ? this.#connectDatabase(DATABASE_URL) : this.#bootPostgres();
    const [redisUrl, rest] = await this.#together(redis, postgres);
    return { redisUrl, ...rest };
  }

  async #connectDatabase(databaseUrl: string): Promise<Omit<Addresses, "redisUrl">> {
    const { DATABASE_OWNER_URL } = process.env;
    await this.#migrate(DATABASE_OWNER_URL || databaseUrl);
    if (DATABASE_OWNER_URL) await grantApplication(DATABASE_OWNER_URL, databaseUrl);
    return { databaseUrl, placesUrl: null };
  }

  async #bootPostgres(): Promise<Omit<Addresses, "redisUrl">> {
    const { progress } = this.#options;
    const postgres = await progress.stage("PostgreSQL", () => this.#servers.postgres());
    this.adminUrl = postgres.url("postgres");
    const ownerUrl = postgres.url("sluice");
    this.#stillWanted();
    await ensureDatabase(this.adminUrl, "sluice");
    await this.#migrate(ownerUrl);
    const databaseUrl = this.#applicationUrl(ownerUrl);
    await grantApplication(ownerUrl, databaseUrl, { mayMakeScratches: true });
    this.#stillWanted();
    const places = await progress.stage("demo database", async (note) => {
      const { url, loaded } = await loadPlaces(postgres, this.installation.state.passwords.places);
      note(loaded ? `${loaded.toLocaleString("en")} cities` : "unchanged");
      return url;
    });
    return { databaseUrl, placesUrl: places };
  }

  /** Web and workers are not the superuser: they must not be able to change the audit. */
  #applicationUrl(ownerUrl: string): string {
    const url = new URL(ownerUrl);
    url.username = "sluice_app";
    url.password = this.installation.applicationPassword();
    return url.href;
  }

  async #migrate(databaseUrl: string): Promise<void> {
    this.databaseUrl = databaseUrl;
    await this.#options.progress.stage("migrations of Sluice", async (note) => {
      const applied = await applyMigrations(databaseUrl);
      note(applied.length > 0 ? `${applied.length} applied` : "up to date");
    });
  }

  #environment({ databaseUrl, redisUrl, placesUrl }: Addresses, port: number): NodeJS.ProcessEnv {
    const { dev, host } = this.#options;
    return {
      ...process.env,
      NODE_ENV: dev ? "development" : "production",
      NEXT_TELEMETRY_DISABLED: "1",
      PATH: [join(CLONE, "node_modules/.bin"), process.env.PATH].join(delimiter),
      DATABASE_URL: databaseUrl,
      DATABASE_OWNER_URL: undefined,
      REDIS_URL: redisUrl,
      SLUICE_SECRET_KEY: process.env.SLUICE_SECRET_KEY ?? this.installation.secretKey(),
      SLUICE_URL: this.url,
      SLUICE_DATA_DIR: this.installation.dir,
      SLUICE_EMBEDDED: placesUrl ? "1" : "0",
      PORT: String(port),
      HOSTNAME: host,
    };
  }

  #supervise(name: "web" | "worker", env: NodeJS.ProcessEnv, dev: boolean): void {
    const next = join(CLONE, "node_modules/next/dist/bin/next");
    const command = {
      web: [next, dev ? "dev" : "start", "--port", env.PORT ?? "", "--hostname", this.#options.host],
      worker: [...(dev ? ["--watch", "--watch-preserve-output"] : []), join(CLONE, "workers/main.ts")],
    }[name];
    const supervised = new SupervisedProcess([process.execPath, ...command], CLONE, env, {
      name,
      logFile: this.installation.logFile(name),
      graceMs: name === "worker" ? DRAIN_MS : 5_000,
      onStart: (pid) => this.installation.rememberProcess(name, pid),
      onEnd: (how) => this.#say(`${name} ended (${how}); starting it again`),
    });
    this.#supervised.push(supervised);
    supervised.start();
  }

  async #untilHealthy(port: number): Promise<void> {
    for (const until = Date.now() + 120_000; Date.now() < until && !this.#stopping; await wait(100)) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/health`, {
        signal: AbortSignal.timeout(30_000),
      }).catch(() => null);
      if (answer?.ok) return;
      const [web, worker] = this.#supervised;
      for (const [name, it] of [
        ["web", web],
        ["worker", worker],
      ] as const) {
        if (it && it.restarts >= 3) {
          throw new StartError(
            `The ${name} process does not stay up. Its log says why: ${this.installation.logsDir}/${name}.log`,
          );
        }
      }
    }
    throw new StartError(
      `The web app did not answer within 120 s. Its log says why: ${this.installation.logsDir}/web.log`,
    );
  }

  async #choosePort(): Promise<number> {
    const { port, host } = this.#options;
    if (port !== null) {
      if (await isPortFree(port, host)) return port;
      throw new StartError(
        `Port ${port} is in use. Stop what listens there, or choose another: PORT=${port + 1} npm start`,
      );
    }
    const before = this.installation.state.ports.web;
    const chosen = before && (await isPortFree(before, host)) ? before : await nextFreePort(3000, host);
    this.installation.remember({ ports: { ...this.installation.state.ports, web: chosen } });
    return chosen;
  }

  /** After a kill -9 its children may still run; they hold ports, files and database sessions. */
  async #endLeftOvers(): Promise<void> {
    const { web, worker, redis, postgres } = this.installation.state.processes;
    await Promise.all([web, worker].map((it) => it && stopProcess(it, { graceMs: 5_000 })));
    if (redis) await stopProcess(redis, { graceMs: 3_000 });
    if (postgres) await stopProcess(postgres, { signal: "SIGINT", graceMs: 10_000 });
    this.installation.remember({ processes: {} });
  }

  /** Waits for both. When one fails, `stop` waits for the other: it may be about to start a server. */
  #together<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
    this.#pending.push(a, b);
    return Promise.all([a, b]);
  }

  /** Another part has failed, or Ctrl-C was pressed: what comes next need not begin. */
  #stillWanted(): void {
    if (this.#stopping) throw new StartError("It was stopped.");
  }

  #say(line: string): void {
    if (!this.#stopping) this.#options.progress.say(`${new Date().toTimeString().slice(0, 8)}  ${line}`);
  }

  /** Ends everything in order: no new work, then what works, then what holds the data. */
  async stop(): Promise<void> {
    this.#stopping = true;
    killChildren();
    await Promise.all(this.#supervised.map((it) => it.stop()));
    await Promise.race([Promise.allSettled(this.#pending), wait(20_000, undefined, { ref: false })]);
    await this.#servers.stop();
    this.#release();
  }

  /** Ends everything now. What was in flight is taken up again at the next start. */
  kill(): void {
    this.#stopping = true;
    killChildren();
    for (const it of this.#supervised) it.kill();
    this.#servers.kill();
    this.#release();
  }

  #release(): void {
    this.installation.remember({ processes: {} });
    this.installation.release();
  }
}
