import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { Env } from "#server/env.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

export interface WorkerProcess {
  readonly pid: number;
  /** Name among the workers. */
  readonly output: () => string;
  kill(signal: NodeJS.Signals): void;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

const NODE = `${ROOT}node_modules/node/bin/node`;

/** A worker as it runs in production: `node workers/main.ts` with the environment of a container. */
export function spawnWorker(env: Env, variables: Record<string, string> = {}): WorkerProcess {
  const child: ChildProcess = spawn(NODE, ["workers/main.ts"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH ?? "",
      NODE_ENV: "production",
      DATABASE_URL: env.databaseUrl,
      REDIS_URL: env.redisUrl,
      SLUICE_SECRET_KEY: env.secretKeys.map((key) => key.toString("base64")).join(","),
      SLUICE_LOG_LEVEL: "debug",
      ...variables,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text: Buffer) => (output += text.toString()));
  const ended = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals | null);
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await ended;
  });
  return { pid: child.pid ?? 0, output: () => output, kill: (signal) => void child.kill(signal), ended };
}
