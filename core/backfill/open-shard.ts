import { DomainError } from "#core/domain/domain-error.ts";
import type { BatchResult, ShardCheckpoint } from "#core/engines/backfill-store.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Capabilities } from "#core/engines/engine.ts";
import { afterTimeout, afterTooBig, startSizing } from "./batch-size.ts";
import { FailureBudget, type WeighedFailure } from "./failure-budget.ts";
import { shrinksOnConflict } from "./failure-response.ts";
import {
  afterCommit,
  afterLockWait,
  afterPoison,
  afterSetAside,
  type NextTry,
  nextTry,
  startTrying,
  type Trying,
} from "./next-try.ts";
import type { Attempt, Shard } from "./shard.ts";
import { openSession, type Session, type SessionRequest } from "./shard-session.ts";
import type { Batch, PaceSettings } from "./slice-host.ts";

export interface ShardRequest extends SessionRequest {
  /** Highest epoch that the control database has seen: a failover may have lost claims, the number must still rise. */
  readonly floor: bigint;
  /** Rows that the previous slice ended with. */
  readonly batchSize: number | null;
  now(): number;
  /** From 0 to 1. */
  random(): number;
  /** Whether the range is still this worker's although its epoch was raised, as a cut does. Default: it is not. */
  isStillOurs?(): Promise<boolean>;
}

/** A claimed shard with its session; disposing closes the session, which gives nothing up that has committed. */
export interface OpenShard extends Shard, AsyncDisposable {
  /** Range, position, epoch and counts after the last commit that we know of. */
  readonly checkpoint: ShardCheckpoint;
  /** Rows of the next batch, for the next slice. */
  readonly batchSize: number;
}

/** Pause after each batch on an engine with one writer: others wait by polling and would starve. */
const ONE_WRITER_PAUSE_MS = 10;

class ClaimedShard implements OpenShard {
  readonly #request: ShardRequest;
  readonly #budget: FailureBudget;
  #session: Session | null;
  #trying: Trying;
  #known: ShardCheckpoint;

  constructor(request: ShardRequest, session: Session) {
    this.#request = request;
    this.#session = session;
    this.#known = session.checkpoint;
    this.#budget = new FailureBudget(request.engine.errors, request.random);
    this.#trying = startTrying(startSizing(request.batchSize ?? request.engine.capabilities.defaultBatchSize));
  }

  get checkpoint(): ShardCheckpoint {
    return this.#known;
  }
  get batchSize(): number {
    return this.#trying.sizing.size;
  }
  get isFailing(): boolean {
    return this.#budget.isSpent || this.#trying.suspect > 0;
  }

  leastPauseMs(batchMs: number): number {
    const { maxConcurrentSlices } = this.#request.engine.capabilities;
    return maxConcurrentSlices === 1 ? Math.max(ONE_WRITER_PAUSE_MS, batchMs) : 0;
  }

  async attempt({ batchSize, duty }: PaceSettings, signal: AbortSignal): Promise<Attempt> {
    const startedAt = this.#request.now();
    const next = nextTry(this.#trying, batchSize);
    try {
      const session = this.#session ?? (await this.#reopen(startedAt));
      if ("kind" in session) return session;
      return await this.#batch(session, next, { duty, signal });
    } catch (error) {
      return await this.#answer(error, next, { batchSize, signal });
    }
  }

  async #batch(
    { connection, claim }: Session,
    next: NextTry,
    { duty, signal }: { readonly duty: number; readonly signal: AbortSignal },
  ): Promise<Attempt> {
    const { engine, spec, layout, now } = this.#request;
    const startedAt = now();
    const result = await cancelledBy(signal, connection, () =>
      engine.backfill.runBatch(connection, spec, layout, claim, next),
    );
    const ms = now() - startedAt;
    this.#trying = afterCommit(
      this.#trying,
      next,
      { scanned: result.scanned, ms },
      targetMs(engine.capabilities, duty),
    );
    const attempt = this.#committed(result, { size: next.limit, ms, poison: 0 });
    if (this.#known.hi === this.#known.lo && !result.last) await this.#readEnd(connection);
    return attempt;
  }

  /** The first batch of the tail has frozen its end. For display: what fails here shows in the next batch. */
  async #readEnd(connection: Connection): Promise<void> {
    const { engine, spec, shardNo } = this.#request;
    const all = await engine.backfill.checkpoints(connection, spec.runId).catch(() => []);
    const hi = all.find((it) => it.shardNo === shardNo)?.hi;
    if (hi !== undefined) this.#known = { ...this.#known, hi };
  }

  #committed(result: BatchResult, more: Pick<Batch, "size" | "ms" | "poison">): Attempt {
    this.#budget.reset();
    const { batches, rowsScanned, rowsChanged, rowsSkipped } = this.#known;
    this.#known = {
      ...this.#known,
      state: result.last ? "done" : "open",
      pos: result.to,
      batches: batches + 1,
      rowsScanned: rowsScanned + result.scanned,
      rowsChanged: rowsChanged + result.changed,
      rowsSkipped: rowsSkipped + result.skipped,
    };
    return { kind: "batch", batch: { ...result, ...more } };
  }

  /** A new session begins with a new claim; what it finds tells whether a COMMIT without an answer happened. */
  async #reopen(startedAt: number): Promise<Session | Attempt> {
    const session = await openSession(this.#request, this.#known.epoch);
    if (!session) return { kind: "fenced" };
    if ("done" in session) return this.#foundDone(session.done, startedAt);
    this.#session = session;
    const before = this.#known;
    this.#known = session.checkpoint;
    if (session.checkpoint.pos === before.pos) return session;
    return { kind: "batch", batch: this.#recovered(before, startedAt) };
  }

  #foundDone(checkpoint: ShardCheckpoint, startedAt: number): Attempt {
    const before = this.#known;
    // Done under our own epoch: it was our last batch whose answer was lost.
    if (checkpoint.epoch !== before.epoch) return { kind: "fenced" };
    this.#known = checkpoint;
    return { kind: "batch", batch: this.#recovered(before, startedAt) };
  }

  /** The batch that had committed without our knowledge, from the difference of the checkpoints. */
  #recovered(before: ShardCheckpoint, startedAt: number): Batch {
    const now = this.#known;
    this.#budget.reset();
    this.#trying = startTrying(this.#trying.sizing);
    return {
      from: before.pos,
      to: now.pos,
      scanned: now.rowsScanned - before.rowsScanned,
      changed: now.rowsChanged - before.rowsChanged,
      skipped: now.rowsSkipped - before.rowsSkipped,
      poison: 0,
      last: now.state === "done",
      size: this.#trying.sizing.size,
      ms: this.#request.now() - startedAt,
    };
  }

  async #answer(
    error: unknown,
    tried: NextTry,
    { batchSize, signal }: { readonly batchSize: number | null; readonly signal: AbortSignal },
  ): Promise<Attempt> {
    if (error instanceof DomainError && error.code === "fenced") return await this.#fenced();
    const errorClass = this.#budget.classOf(error);
    if (signal.aborted && ["cancelled", "too-slow", "connection"].includes(errorClass)) return { kind: "cancelled" };
    if (errorClass === "poison" && this.#session) return await this.#isolate(error, tried, { batchSize, signal });
    const failure = this.#budget.weigh(error);
    const isWalkedOver = errorClass === "lock-wait" && this.#trying.held === 0;
    this.#shrink(failure, tried);
    if (failure.response.reconnect) await this.#drop();
    // It has waited for the lock already: what is free goes on at once.
    const isFree = isWalkedOver && this.#trying.held > 0 && failure.failuresInARow === 1;
    return this.#failed(isFree ? { ...failure, waitMs: 0 } : failure, batchSize);
  }

  #failed({ response: _, ...failure }: WeighedFailure, batchSize: number | null): Attempt {
    return { kind: "failed", failure: { ...failure, nextSize: nextTry(this.#trying, batchSize).limit } };
  }

  /** Shrinks from what was really tried, which may have been set by hand. */
  #shrink({ errorClass, failuresInARow, response }: WeighedFailure, tried: NextTry): void {
    const sizing = { ...this.#trying.sizing, size: tried.limit };
    const isHalved = response.size === "half" || (errorClass === "conflict" && shrinksOnConflict(failuresInARow));
    if (errorClass === "lock-wait")
      this.#trying = afterLockWait(this.#trying, tried, this.#request.engine.capabilities.rowLocks);
    else if (response.size === "tenth") this.#trying = { ...this.#trying, sizing: afterTooBig(sizing) };
    else if (isHalved) this.#trying = { ...this.#trying, sizing: afterTimeout(sizing) };
  }

  /** A row whose own data makes the statement fail is looked for by halves, then set aside alone. */
  async #isolate(
    error: unknown,
    tried: NextTry,
    more: { readonly batchSize: number | null; readonly signal: AbortSignal },
  ): Promise<Attempt> {
    const { errors, backfill } = this.#request.engine;
    const described = errors.describe(error);
    const narrowed = afterPoison(this.#trying, tried);
    if (narrowed) {
      this.#trying = narrowed;
      const nextSize = nextTry(narrowed, more.batchSize).limit;
      return {
        kind: "failed",
        failure: { errorClass: "poison", ...described, failuresInARow: 1, waitMs: 0, nextSize },
      };
    }
    const session = this.#session;
    if (!session) throw error;
    const { spec, layout, now } = this.#request;
    const startedAt = now();
    try {
      const result = await backfill.setAside(session.connection, spec, layout, session.claim, described);
      this.#trying = afterSetAside(this.#trying);
      return this.#committed(result, { size: 1, ms: now() - startedAt, poison: result.skipped });
    } catch (failure) {
      if (this.#budget.classOf(failure) === "poison") throw unwritable(failure, described);
      return await this.#answer(failure, tried, more);
    }
  }

  /** A cut raises the epoch of a range that is still ours. */
  async #fenced(): Promise<Attempt> {
    if (!(await this.#request.isStillOurs?.())) return { kind: "fenced" };
    await this.#drop();
    this.#trying = startTrying(this.#trying.sizing);
    return { kind: "reclaimed" };
  }

  async #drop(): Promise<void> {
    const lost = this.#session;
    this.#session = null;
    // It may be broken already: how it closes is of no interest.
    await lost?.connection.close().catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#drop();
  }
}

const targetMs = ({ targetBatchMs, fullSpeedBatchMs }: Capabilities, duty: number): number =>
  duty >= 1 ? fullSpeedBatchMs : targetBatchMs;

/** Cancels what runs when the signal says so. A lost cancel costs only time: the statement then ends by itself. */
async function cancelledBy<T>(signal: AbortSignal, connection: Connection, work: () => Promise<T>): Promise<T> {
  const cancel = () => void connection.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

const unwritable = (error: unknown, row: { readonly code: string; readonly message: string }): DomainError =>
  new DomainError(
    "target-refused",
    `A row cannot be written: ${row.message} (${row.code}). Setting it aside failed as well; both were rolled back. Mend the row or the expression, then resume.`,
    { cause: error, extra: { errorClass: "poison" } },
  );

/**
 * Connects and claims the shard: from now on any older owner changes nothing.
 * @returns `null` when the shard is done or gone.
 * @throws DomainError `target-changed` where the table or the plan is not what it was; `target-unreachable`.
 */
export async function openShard(request: ShardRequest): Promise<OpenShard | null> {
  const session = await openSession(request, request.floor);
  return session && !("done" in session) ? new ClaimedShard(request, session) : null;
}
