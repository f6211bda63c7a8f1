import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Env } from "#server/env.ts";
import type { KillPoint } from "./kill-point.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const NODE = join(ROOT, "node_modules/node/bin/node");
const MAIN = join(import.meta.dirname, "doomed-worker.ts");

export interface DoomedWorker {
  /** Begins to work, until it comes to the point. */
  workUntil(point: KillPoint): void;
  /** What ended it: `SIGKILL` when it came to its point. */
  readonly ended: Promise<NodeJS.Signals | number | null>;
  end(): Promise<void>;
}

interface Booting {
  readonly child: ChildProcess;
  readonly ready: Promise<unknown>;
}

/** Worker processes that die where they are told to. The next one boots while one works. */
export class DoomedWorkers implements AsyncDisposable {
  readonly #env: Env;
  #next: Booting | null = null;
  readonly #alive = new Set<ChildProcess>();

  constructor(env: Env) {
    this.#env = env;
  }

  async take(): Promise<DoomedWorker> {
    const { child, ready } = this.#next ?? this.#boot();
    this.#next = null;
    await ready;
    const ended = once(child, "exit").then(([code, signal]) => (signal ?? code) as NodeJS.Signals | number | null);
    return {
      workUntil: (point) => {
        child.send(point);
        this.#next = this.#boot();
      },
      ended,
      async end() {
        child.kill("SIGKILL");
        await ended;
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = [...this.#alive].map((child) => once(child, "exit"));
    for (const child of this.#alive) child.kill("SIGKILL");
    await Promise.all(ended);
  }

  #boot(): Booting {
    const log = openSync(join(this.#env.dataDir, "doomed-workers.log"), "a");
    const child = fork(MAIN, {
      execPath: NODE,
      cwd: ROOT,
      stdio: ["ignore", log, log, "ipc"],
      env: {
        PATH: process.env.PATH ?? "",
        NODE_ENV: "production",
        DATABASE_URL: this.#env.databaseUrl,
        REDIS_URL: this.#env.redisUrl,
        SLUICE_SECRET_KEY: this.#env.secretKeys.map((key) => key.toString("base64")).join(","),
        SLUICE_LOG_LEVEL: "info",
        NODE_COMPILE_CACHE: join(this.#env.dataDir, "compile-cache"),
      },
    });
    closeSync(log);
    this.#alive.add(child);
    child.once("exit", () => this.#alive.delete(child));
    return { child, ready: once(child, "message") };
  }
}
