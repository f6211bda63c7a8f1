import { type ChildProcess, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { identify, type ProcessIdentity, stopProcess } from "./process-identity.ts";

const BACK_OFF_MS = [250, 1_000, 2_000, 5_000, 15_000];
/** A process that lived this long has earned a quick restart again. */
const STEADY_MS = 60_000;

export interface SupervisedOptions {
  readonly name: string;
  readonly logFile: string;
  readonly graceMs: number;
  readonly onStart: (pid: number) => void;
  readonly onEnd: (how: string) => void;
}

/** Keeps a process alive until it is told to stop. It has its own group: a Ctrl-C in the terminal passes it by. */
export class SupervisedProcess {
  readonly #command: readonly string[];
  readonly #env: NodeJS.ProcessEnv;
  readonly #cwd: string;
  readonly #options: SupervisedOptions;
  readonly #stopping = new AbortController();
  #child: ChildProcess | undefined;
  #identity: ProcessIdentity | null = null;
  restarts = 0;

  constructor(command: readonly string[], cwd: string, env: NodeJS.ProcessEnv, options: SupervisedOptions) {
    this.#command = command;
    this.#env = env;
    this.#cwd = cwd;
    this.#options = options;
  }

  start(): void {
    void this.#keepAlive();
  }

  async #keepAlive(): Promise<void> {
    for (let failures = 0; !this.#stopping.signal.aborted; ) {
      const since = performance.now();
      const how = await this.#runOnce();
      if (this.#stopping.signal.aborted) return;
      failures = performance.now() - since > STEADY_MS ? 0 : failures + 1;
      this.restarts++;
      this.#options.onEnd(how);
      const delay = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length) - 1] ?? 250;
      await wait(delay, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  #runOnce(): Promise<string> {
    return new Promise((resolve) => {
      const log = openSync(this.#options.logFile, "a", 0o600);
      const [command = process.execPath, ...args] = this.#command;
      const child = spawn(command, args, {
        cwd: this.#cwd,
        env: this.#env,
        detached: true,
        stdio: ["ignore", log, log],
      });
      this.#child = child;
      this.#identity = child.pid ? identify(child.pid) : null;
      if (child.pid) this.#options.onStart(child.pid);
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#identity) await stopProcess(this.#identity, { graceMs: this.#options.graceMs });
    this.kill();
  }

  /** Ends the whole group at once, helpers included. */
  kill(): void {
    this.#stopping.abort();
    if (!this.#child?.pid) return;
    try {
      process.kill(-this.#child.pid, "SIGKILL");
    } catch {
      // Gone already.
    }
  }
}
