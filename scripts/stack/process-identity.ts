import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** A pid and what tells its process from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** When the process started, in the system's own words, or `null` if there is none (a zombie counts as none). */
function startOf(pid: number): string | null {
  try {
    if (existsSync("/proc/self/stat")) {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The name in parentheses may hold spaces; what follows is counted from there.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] === "Z" || fields[0] === "X") return null;
      return `${bootId()}:${fields[19] ?? ""}`;
    }
    return execFileSync("ps", ["-p", String(pid), "-o", "lstart="], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

export function identify(pid: number): ProcessIdentity | null {
  const startedAt = startOf(pid);
  return startedAt === null ? null : { pid, startedAt };
}

export const isAlive = ({ pid, startedAt }: ProcessIdentity): boolean => startOf(pid) === startedAt;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until the process is gone; answers whether it is. */
export async function waitForExit(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  for (const until = Date.now() + timeoutMs; Date.now() < until; await wait(25)) if (!isAlive(identity)) return true;
  return !isAlive(identity);
}

/** Asks a process to end, then makes it. */
export async function stopProcess(
  identity: ProcessIdentity,
  { signal = "SIGTERM", graceMs }: { readonly signal?: NodeJS.Signals; readonly graceMs: number },
): Promise<void> {
  for (const next of [signal, "SIGKILL"] as const) {
    if (!isAlive(identity)) return;
    try {
      process.kill(identity.pid, next);
    } catch {
      return;
    }
    if (await waitForExit(identity, next === "SIGKILL" ? 5_000 : graceMs)) return;
  }
}

/** The command line of a process; empty when there is none or it may not be read. */
export function commandOf(pid: number): string {
  try {
    if (existsSync("/proc/self/stat")) return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return execFileSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" });
  } catch {
    return "";
  }
}
