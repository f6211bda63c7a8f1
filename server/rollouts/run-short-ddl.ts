import type { WaitingCause } from "#core/domain/waiting-cause.ts";
import type { LockTimes, ShortDdl } from "#core/engines/ddl-runner.ts";
import type { LockHolder, TableRef } from "#core/engines/introspector.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { cancelOn } from "./cancel-on.ts";
import { describeHolders } from "./describe-holders.ts";
import { durationWords } from "./duration-words.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

const MOST_TRIES = 40;
const LONGEST_MS = 15 * 60_000;
const FIRST_LOCK_TIMEOUT_MS = 100;
const LONGEST_LOCK_TIMEOUT_MS = 400;
const LONGEST_SLEEP_MS = 30_000;
const CROWDED_MS = 30_000;
const VACUUM_EVERY = 5;

export const lockTimeoutOf = (attempt: number): number =>
  Math.min(LONGEST_LOCK_TIMEOUT_MS, FIRST_LOCK_TIMEOUT_MS * 2 ** (attempt - 1));

/** Full jitter: clients that queued behind the failed try get through before the next one. */
export const sleepBefore = (attempt: number, random: () => number): number =>
  Math.round(random() * Math.min(LONGEST_SLEEP_MS, 500 * 2 ** attempt));

/**
 * Short DDL: one transaction a try, each lock waited for at most 400 ms, so that nobody queues behind it for long.
 * Tried again until it has the lock or a person is asked.
 */
export async function runShortDdl(
  task: StepTask,
  target: OpenTarget,
  statements: readonly string[],
): Promise<StepOutcome> {
  const { engine } = target;
  const tables = await engine.ddl.tablesOf(statements);
  await using monitor = engine.capabilities.activity ? await openMonitor(task) : null;
  const since = task.deps.now();
  let outlastsVacuum = false;
  for (let attempt = 1; ; attempt++) {
    if (task.watch.pause.aborted) return { is: "stopped" };
    await task.note({ attempt: task.step.attempt + attempt });
    const lockTimeoutMs = lockTimeoutOf(attempt);
    const ddl = { ledger: task.ledger, statements, lockTimeoutMs, outlastsVacuum, monitor: monitor?.connection };
    const ended = await tryOnce(task, target, ddl, attempt);
    if (ended) return ended;
    const holders = await holdersOf(target, tables);
    const gaveUp = await waitForLock(task, holders, { tables, attempt, since });
    if (gaveUp) return gaveUp;
    // Once in a while: somebody who queues behind it waits for as long.
    outlastsVacuum = attempt % VACUUM_EVERY === 1 && areAll(holders, "vacuum");
  }
}

/** Only what it saw is missing without it. */
const openMonitor = (task: StepTask): Promise<OpenTarget | null> => task.open().catch(() => null);

/** Just now, not at the moment of the try. Empty where nothing can be seen. */
const holdersOf = async ({ engine, connection }: OpenTarget, tables: readonly TableRef[]) =>
  engine.capabilities.activity ? await engine.introspector.holders(connection, tables).catch(() => []) : null;

type Holders = Awaited<ReturnType<typeof holdersOf>>;

const areAll = (holders: Holders, kind: LockHolder["kind"]): boolean =>
  holders !== null && holders.length > 0 && holders.every((it) => it.kind === kind);

interface LockWait {
  readonly tables: readonly TableRef[];
  readonly attempt: number;
  readonly since: Date;
}

/** Shows who blocks, and sleeps; answers an outcome when it was tried often enough, or nothing but time helps. */
async function waitForLock(task: StepTask, holders: Holders, wait: LockWait): Promise<StepOutcome | null> {
  const { attempt, since } = wait;
  const waitedMs = task.deps.now().getTime() - since.getTime();
  const isWraparound = holders?.some(({ kind }) => kind === "wraparound vacuum") ?? false;
  const gaveUp = !isWraparound && (attempt >= MOST_TRIES || waitedMs > LONGEST_MS);
  const ms = isWraparound ? LONGEST_SLEEP_MS : sleepBefore(attempt, Math.random);
  const until = gaveUp ? null : new Date(since.getTime() + waitedMs + ms);
  const cause = lockCause(holders, wait, { until, waitedMs });
  if (gaveUp) return { is: "stuck", cause };
  if (isWraparound) return { is: "waiting", cause };
  await task.wait(cause);
  const isTold = attempt === 1 || attempt % 10 === 0;
  if (isTold) await task.tell("lock.waiting", `Waiting for a lock: ${cause.message}`, "warning");
  await task.watch.sleep(ms);
  return null;
}

/** `null`: the lock could not be had. */
async function tryOnce(
  { deps, watch }: StepTask,
  { engine, connection }: OpenTarget,
  ddl: ShortDdl,
  attempt: number,
): Promise<StepOutcome | null> {
  let locks: LockTimes | undefined;
  const onCommitted = (times: LockTimes) => {
    locks = times;
  };
  try {
    await cancelOn(watch.stop, connection, () => engine.ddl.runShort(connection, { ...ddl, onCommitted }));
    const message = attempt === 1 ? "Done" : `Done at attempt ${attempt}`;
    return { is: "succeeded", message, ...(locks ? { locks } : {}) };
  } catch (error) {
    const kind = engine.errors.classify(error);
    if (kind === "cancelled" && watch.stop.aborted) return { is: "stopped" };
    if (kind === "lock-wait" || kind === "conflict" || kind === "cancelled") return null;
    if (kind === "crowded") return { is: "waiting", cause: crowded(deps.now()) };
    throw error;
  }
}

function lockCause(
  holders: Holders,
  { tables, attempt, since }: LockWait,
  { until, waitedMs }: { readonly until: Date | null; readonly waitedMs: number },
): WaitingCause {
  const blocked = describeHolders(holders ?? []);
  const names = tables.map((table) => table.name).join(", ");
  const unseen = holders ? "whoever held the lock has just let go" : "another connection is writing";
  const head = until ? `attempt ${attempt}` : `no lock in ${attempt} attempts over ${durationWords(waitedMs / 1000)}`;
  return {
    code: "lock",
    message: `${head}, ${blocked ? `blocked by ${blocked}` : unseen}`,
    since: since.toISOString(),
    ...(until ? { until: until.toISOString() } : {}),
    detail: { attempt, tables: names, backends: (holders ?? []).map((it) => it.backend) },
  };
}

const crowded = (now: Date): WaitingCause => ({
  code: "capacity",
  message: "the server has no free connection; trying again in 30 s",
  since: now.toISOString(),
  until: new Date(now.getTime() + CROWDED_MS).toISOString(),
});
