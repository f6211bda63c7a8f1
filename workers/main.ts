import { createContainer } from "#server/container.create.ts";
import { type Env, readEnv } from "#server/env.ts";
import { createLog } from "#server/log.ts";
import { startWorker } from "./start-worker.ts";

/** How long the work in hand may take to come to a safe place. */
const DRAIN_MS = 10_000;

function environment(): Env {
  try {
    return readEnv();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

async function main(): Promise<void> {
  const env = environment();
  const log = createLog(env.logLevel, "worker");
  const draining = new AbortController();
  const deps = await createContainer(env, { draining: draining.signal, log });
  await deps.synchronise().catch((error: unknown) => {
    log.warn({ err: error }, "the control database's clock could not be read yet");
  });
  const worker = await startWorker(deps);

  async function drain(signal: NodeJS.Signals): Promise<void> {
    // The second time: now. What is cut off is undone by the targets and taken up by another worker.
    if (draining.signal.aborted) process.exit(130);
    log.info({ signal }, "stopping after what is in flight");
    const late = setTimeout(() => {
      log.warn("the work in flight did not end in time; its transactions are undone");
      process.exit(1);
    }, DRAIN_MS);
    draining.abort();
    const closed = await Promise.allSettled([worker.stop()]);
    closed.push(...(await Promise.allSettled([deps.close()])));
    clearTimeout(late);
    for (const it of closed)
      if (it.status === "rejected") log.error({ err: it.reason }, "not everything was given back");
    process.exit(closed.every((it) => it.status === "fulfilled") ? 0 : 1);
  }
  process.on("SIGTERM", (signal) => void drain(signal));
  process.on("SIGINT", (signal) => void drain(signal));
}

await main();
