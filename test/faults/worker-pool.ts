import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Env } from "#server/env.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const NODE = join(ROOT, "node_modules/node/bin/node");
const HOUR_MS = 3_600_000;

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
}

/** Worker processes as in production; one that ends is started again, as a supervisor would. */
export class WorkerPool {
  readonly #env: Env;
  readonly #dir: string;
  readonly #main: string;
  readonly #running: Running[] = [];
  #stopping = false;
  #count = 0;
  /** Workers that ended although nobody asked them to. */
  readonly #deaths: string[] = [];
  readonly #asked = new WeakSet<ChildProcess>();

  constructor(env: Env, dir: string, main = "workers/main.ts") {
    this.#env = env;
    this.#dir = dir;
    this.#main = main;
  }

  start(count: number): void {
    process.once("exit", () => this.#killAll());
    for (let place = 0; place < count; place++) this.#spawn(place);
  }

  get size(): number {
    return this.#running.length;
  }
  /** How workers ended by themselves since the last call. */
  takeDeaths(): readonly string[] {
    return this.#deaths.splice(0);
  }

  pid(place: number): number {
    return this.#running[place]?.child.pid ?? 0;
  }
  placeOf(pid: number): number | null {
    const place = this.#running.findIndex(({ child }) => child.pid === pid);
    return place < 0 ? null : place;
  }

  signal(place: number, signal: NodeJS.Signals): void {
    const child = this.#running[place]?.child;
    if (!child) return;
    if (signal === "SIGKILL" || signal === "SIGTERM") this.#asked.add(child);
    child.kill(signal);
  }

  async ended(place: number): Promise<void> {
    await this.#running[place]?.ended;
  }

  async stop(): Promise<void> {
    this.#killAll();
    await Promise.all(this.#running.map(({ ended }) => ended));
  }

  #killAll(): void {
    this.#stopping = true;
    for (const { child } of this.#running) child.kill("SIGKILL");
  }

  #spawn(place: number): void {
    const log = openSync(join(this.#dir, `worker-${++this.#count}.log`), "a");
    const child = spawn(NODE, ["--import", "./test/faults/clock-shift.ts", this.#main], {
      cwd: ROOT,
      // Not in the group of the harness: a Ctrl-C ends the harness, and the harness its workers.
      detached: true,
      stdio: ["ignore", log, log],
      env: {
        PATH: process.env.PATH ?? "",
        NODE_ENV: "production",
        DATABASE_URL: this.#env.databaseUrl,
        REDIS_URL: this.#env.redisUrl,
        SLUICE_SECRET_KEY: this.#env.secretKeys.map((key) => key.toString("base64")).join(","),
        SLUICE_LOG_LEVEL: "debug",
        FAULTS_CLOCK_JUMP_MS: String(place % 2 === 0 ? HOUR_MS : -HOUR_MS),
      },
    });
    closeSync(log);
    const ended = once(child, "exit").then(([code, signal]) => {
      if (this.#stopping) return;
      if (!this.#asked.has(child))
        this.#deaths.push(`worker ${child.pid} ended by itself: ${signal ?? `exit code ${code}`}`);
      this.#spawn(place);
    });
    this.#running[place] = { child, ended };
  }
}
