import type { LongProgress } from "#core/engines/ddl-runner.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { cancelOn } from "./cancel-on.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

const PROGRESS_MS = 1_000;
const MOST_TRIES = 5;

/**
 * A statement that may take hours and blocks no writers: no lock timeout, its progress shown each second. A request to
 * pause lets it end; cancel and rollback cancel it on the server.
 */
export async function runLongStatement(
  task: StepTask,
  target: OpenTarget,
  send: () => Promise<unknown>,
): Promise<StepOutcome> {
  await using _monitor = await showProgress(task, target);
  for (let attempt = 1; ; attempt++) {
    if (task.watch.pause.aborted) return { is: "stopped" };
    await task.note({ attempt: task.step.attempt + attempt });
    const ended = await tryOnce(task, target, send, attempt);
    if (ended) return ended;
    await task.watch.sleep(1_000 * attempt);
  }
}

/** `null`: it is worth another try. */
async function tryOnce(
  task: StepTask,
  { engine, connection }: OpenTarget,
  send: () => Promise<unknown>,
  attempt: number,
): Promise<StepOutcome | null> {
  const { watch } = task;
  try {
    await cancelOn(watch.stop, connection, send);
    return { is: "succeeded", message: attempt === 1 ? "Done" : `Done at attempt ${attempt}` };
  } catch (error) {
    const kind = engine.errors.classify(error);
    if (watch.stop.aborted && (kind === "cancelled" || kind === "too-slow")) return { is: "stopped" };
    const mayRetry = kind === "conflict" || kind === "lock-wait";
    if (!mayRetry || attempt >= MOST_TRIES) throw error;
    const { message } = engine.errors.describe(error);
    await task.tell("step.retried", `Attempt ${attempt} failed: ${message}`, "warning");
    return null;
  }
}

/** Reads over a second session what the server says of the statement. Without it only the progress is missing. */
async function showProgress(task: StepTask, { engine, connection }: OpenTarget): Promise<AsyncDisposable> {
  const { backend } = connection;
  const monitor = backend === null ? null : await task.open().catch(() => null);
  let isReading = false;
  const read = async () => {
    if (!monitor || backend === null || isReading) return;
    isReading = true;
    try {
      const progress = await engine.ddl.progress(monitor.connection, backend);
      if (progress) await task.note({ progress: { message: inWords(progress), fraction: progress.fraction } });
    } catch (error) {
      task.deps.log.debug({ reason: String(error) }, "the progress of a statement could not be read");
    } finally {
      isReading = false;
    }
  };
  const timer = setInterval(() => void read(), PROGRESS_MS);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await monitor?.[Symbol.asyncDispose]();
    },
  };
}

const inWords = ({ phase, detail }: LongProgress): string => (detail ? `${phase}: ${detail}` : phase);
