import type { ChildProcess } from "node:child_process";
import { identify, type ProcessIdentity } from "./process-identity.ts";

export interface StartedProcess extends ProcessIdentity {
  /** Settles when the process has ended, with how. */
  readonly ended: Promise<string>;
}

/** Waits until a server that was just spawned is ready; rejects with `failure` when it ends before. */
export async function startedProcess(
  child: ChildProcess,
  options: {
    readonly ready: (signal: AbortSignal) => Promise<void>;
    readonly failure: () => Error;
    readonly onStart?: (pid: number) => void;
  },
): Promise<StartedProcess> {
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const pid = child.pid ?? 0;
  if (pid) options.onStart?.(pid);
  const identity = identify(pid) ?? { pid, startedAt: "" };
  const giveUp = new AbortController();
  const first = await Promise.race([options.ready(giveUp.signal).then(() => "ready" as const), ended]);
  giveUp.abort();
  if (first !== "ready") throw options.failure();
  return { ...identity, ended };
}
