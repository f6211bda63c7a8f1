import { startWorker } from "#workers/start-worker.ts";
import { hookTargets, type StatementHook } from "./hook-targets.ts";
import type { House } from "./operations-house.ts";

/** The worker as in production, in this process, until it is disposed of. */
export async function workerInProcess({ deps }: House, hook?: StatementHook): Promise<AsyncDisposable> {
  const draining = new AbortController();
  const targets = hook ? hookTargets(deps.targets, hook) : deps.targets;
  const worker = await startWorker({ ...deps, targets, draining: draining.signal });
  return {
    async [Symbol.asyncDispose]() {
      draining.abort();
      await worker.stop();
    },
  };
}
