import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, openSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { stopProcess } from "./process-identity.ts";
import { StartError } from "./start-error.ts";
import { type StartedProcess, startedProcess } from "./started-process.ts";

export interface RunningRedis extends StartedProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** The server's name on PATH, or `null`. */
export function findRedis(): string | null {
  const works = (name: string) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0;
  return ["redis-server", "valkey-server"].find(works) ?? null;
}

/**
 * Boots a private server that keeps nothing on disk: what it loses, the workers bring back from the control database,
 * and it never comes up with the locks of processes that are long dead.
 */
export async function startRedis(options: {
  readonly dir: string;
  readonly port: number;
  readonly password: string;
  readonly logFile: string;
  /** How many numbered ones it has; Redis makes 16 without it. */
  readonly databases?: number;
  readonly onStart?: (pid: number) => void;
}): Promise<RunningRedis> {
  const { dir, port, password, logFile } = options;
  const binary = findRedis();
  if (!binary)
    throw new StartError("There is no redis-server here. Install redis-server or valkey-server, or set REDIS_URL.");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const config = join(dir, "redis.conf");
  const lines = ["bind 127.0.0.1", `port ${port}`, `requirepass ${password}`, `dir "${dir}"`];
  lines.push('save ""', "appendonly no", "maxmemory-policy noeviction", "daemonize no", "protected-mode yes");
  if (options.databases) lines.push(`databases ${options.databases}`);
  writeFileSync(config, `${lines.join("\n")}\n`, { mode: 0o600 });
  const log = openSync(logFile, "a", 0o600);
  const child = spawn(binary, [config], { detached: true, stdio: ["ignore", log, log] });
  child.unref();
  const process = await startedProcess(child, {
    ready: (signal) => untilReady(port, password, signal),
    failure: () => new StartError(`Redis did not start. Its log says why: ${logFile}`),
    ...(options.onStart && { onStart: options.onStart }),
  });
  const stop = () => stopProcess(process, { graceMs: 5_000 });
  return { ...process, url: `redis://:${password}@127.0.0.1:${port}`, stop };
}

async function untilReady(port: number, password: string, signal: AbortSignal): Promise<void> {
  for (const until = Date.now() + 15_000; Date.now() < until && !signal.aborted; ) {
    if (await answersPing(port, password)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new StartError("Redis did not answer within 15 s.");
}

function answersPing(port: number, password: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: 1_000 });
    const end = (ok: boolean) => {
      socket.destroy();
      resolve(ok);
    };
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
    socket.once("connect", () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    socket.on("data", (data) => data.includes("PONG") && end(true));
  });
}
