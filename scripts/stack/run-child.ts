import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { CLONE } from "./installation.ts";

const running = new Set<ChildProcess>();

/**
 * Runs a program to its end, its voice in a log; what it says on `stdout` is answered, and with `secret` stands in no
 * log. It ends with us: see `killChildren`.
 */
export async function runChild(
  command: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly logFile: string; readonly secret?: boolean },
): Promise<{ readonly ok: boolean; readonly output: string }> {
  const { env, logFile, secret = false } = options;
  const log = openSync(logFile, "w", 0o600);
  const [program = process.execPath, ...args] = command;
  const child = spawn(program, args, {
    cwd: CLONE,
    env,
    detached: true,
    stdio: ["ignore", secret ? "pipe" : log, log],
  });
  running.add(child);
  let said = "";
  child.stdout?.on("data", (data) => {
    said += data;
  });
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { ok: status === 0, output: secret ? said : readFileSync(logFile, "utf8") };
  } finally {
    closeSync(log);
    running.delete(child);
  }
}

/** Ends every program that still runs, with all that it started. */
export function killChildren(): void {
  for (const { pid } of running) {
    try {
      if (pid) process.kill(-pid, "SIGKILL");
    } catch {
      // Gone already.
    }
  }
}
