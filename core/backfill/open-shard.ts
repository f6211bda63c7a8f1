import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillLayout, BackfillSpec, ShardCheckpoint, ShardClaim } from "#core/engines/backfill-store.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { ErrorClass } from "#core/engines/engine-errors.ts";
import { afterBatch, afterTimeout, afterTooBig, type BatchSizing, startSizing } from "./batch-size.ts";
import { FAILURE_RESPONSES, type FailureResponse, shrinksOnConflict, waitBeforeRetry } from "./failure-response.ts";
import type { Attempt, Shard } from "./shard.ts";
import type { Batch, PaceSettings } from "./slice-host.ts";

export interface ShardRequest {
  readonly engine: Pick<Engine, "backfill" | "errors" | "capabilities">;
  /** Opens a direct session; called anew after each loss. */
  connect(): Promise<Connection>;
  readonly spec: BackfillSpec;
  readonly layout: BackfillLayout;
  readonly shardNo: number;
  /** Highest epoch that the control database has seen: a failover may have lost claims, the number must still rise. */
  readonly floor: bigint;
  /** Unique for each slice. */
  readonly worker: string;
  /** Rows that the previous slice ended with. */
  readonly batchSize: number | null;
  now(): number;
  /** From 0 to 1. */
  random(): number;
}

/** A claimed shard with its session; disposing closes the session, which gives nothing up that has committed. */
export interface OpenShard extends Shard, AsyncDisposable {
  readonly epoch: bigint;
  /** Rows of the next batch, for the next slice. */
  readonly batchSize: number;
}

interface Session {
  readonly connection: Connection;
  readonly claim: ShardClaim;
  readonly checkpoint: ShardCheckpoint | null;
}

/** Pause after each batch on an engine with one writer: others wait by polling and would starve. */
const ONE_WRITER_PAUSE_MS = 10;

class ClaimedShard implements OpenShard {
  readonly #request: ShardRequest;
  #session: Session | null;
  #sizing: BatchSizing;
  #epoch: bigint;
  #failures = 0;
  /** Position and counts after the last commit that we know of. */
  #known: Pick<ShardCheckpoint, "pos" | "rowsScanned" | "rowsChanged">;

  constructor(request: ShardRequest, session: Session) {
    this.#request = request;
    this.#session = session;
    this.#epoch = session.claim.epoch;
    this.#known = session.checkpoint ?? { pos: session.claim.pos, rowsScanned: 0, rowsChanged: 0 };
    this.#sizing = startSizing(request.batchSize ?? request.engine.capabilities.defaultBatchSize);
  }

  get epoch(): bigint {
    return this.#epoch;
  }
  get batchSize(): number {
    return this.#sizing.size;
  }
  get isFailing(): boolean {
    return this.#failures > 0;
  }

  leastPauseMs(batchMs: number): number {
    const { maxConcurrentSlices } = this.#request.engine.capabilities;
    return maxConcurrentSlices === 1 ? Math.max(ONE_WRITER_PAUSE_MS, batchMs) : 0;
  }

  async attempt(settings: PaceSettings, signal: AbortSignal): Promise<Attempt> {
    const startedAt = this.#request.now();
    try {
      const session = this.#session ?? (await this.#reopen(startedAt));
      return "kind" in session ? session : await this.#batch(session, settings, signal);
    } catch (error) {
      return await this.#answer(error, settings, signal);
    }
  }

  async #batch({ connection, claim }: Session, settings: PaceSettings, signal: AbortSignal): Promise<Attempt> {
    const { engine, spec, layout, now } = this.#request;
    const size = this.#sizeOf(settings);
    // A lost cancel costs only time: the statement then ends by itself.
    const cancel = () => void connection.cancel().catch(() => undefined);
    signal.addEventListener("abort", cancel, { once: true });
    try {
      const startedAt = now();
      const result = await engine.backfill.runBatch(connection, spec, layout, claim, size);
      const ms = now() - startedAt;
      this.#failures = 0;
      this.#known = {
        pos: result.to,
        rowsScanned: this.#known.rowsScanned + result.scanned,
        rowsChanged: this.#known.rowsChanged + result.changed,
      };
      this.#sizing = afterBatch(this.#sizing, { ms, scanned: result.scanned }, engine.capabilities.targetBatchMs);
      return { kind: "batch", batch: { ...result, size, ms } };
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }

  /** A size that somebody set wins; after timeouts it is still halved, or the shard could never go on. */
  #sizeOf({ batchSize }: PaceSettings): number {
    if (batchSize === null) return this.#sizing.size;
    return this.#sizing.calm > 0 ? Math.min(batchSize, this.#sizing.size) : batchSize;
  }

  /** A new session begins with a new claim; what it finds tells whether a COMMIT without an answer happened. */
  async #reopen(startedAt: number): Promise<Session | Attempt> {
    const session = await openSession(this.#request, this.#epoch);
    if (!session) return { kind: "fenced" };
    if ("done" in session) return this.#foundDone(session.done, startedAt);
    this.#session = session;
    this.#epoch = session.claim.epoch;
    const { checkpoint } = session;
    if (!checkpoint || checkpoint.pos === this.#known.pos) return session;
    return { kind: "batch", batch: this.#recovered(checkpoint, startedAt) };
  }

  #foundDone(checkpoint: ShardCheckpoint, startedAt: number): Attempt {
    // Done under our own epoch: it was our last batch whose answer was lost.
    if (checkpoint.epoch !== this.#epoch) return { kind: "fenced" };
    return { kind: "batch", batch: this.#recovered(checkpoint, startedAt) };
  }

  /** The batch that had committed without our knowledge, from the difference of the checkpoints. */
  #recovered(checkpoint: ShardCheckpoint, startedAt: number): Batch {
    const before = this.#known;
    this.#known = checkpoint;
    this.#failures = 0;
    return {
      from: before.pos,
      to: checkpoint.pos,
      scanned: checkpoint.rowsScanned - before.rowsScanned,
      changed: checkpoint.rowsChanged - before.rowsChanged,
      last: checkpoint.state === "done",
      size: this.#sizing.size,
      ms: this.#request.now() - startedAt,
    };
  }

  async #answer(error: unknown, settings: PaceSettings, signal: AbortSignal): Promise<Attempt> {
    if (error instanceof DomainError && error.code === "fenced") return { kind: "fenced" };
    const { errors } = this.#request.engine;
    const isUnknown = error instanceof DomainError && error.code === "commit-unknown";
    const errorClass: ErrorClass = isUnknown || isUnreachable(error) ? "connection" : errors.classify(error);
    if (signal.aborted && (errorClass === "cancelled" || errorClass === "connection")) return { kind: "cancelled" };
    if (error instanceof DomainError && !isUnknown && !isUnreachable(error)) throw error;

    const response = FAILURE_RESPONSES[errorClass];
    const described = errors.describe(error);
    if (response.act === "stop") {
      const message = `${described.message} (${described.code}). ${response.fix} The batch was rolled back.`;
      throw new DomainError(response.as, message, { cause: error, extra: { errorClass } });
    }
    return await this.#retry(error, errorClass, response, described, settings);
  }

  async #retry(
    error: unknown,
    errorClass: ErrorClass,
    response: FailureResponse & { readonly act: "retry" },
    described: { readonly code: string; readonly message: string },
    settings: PaceSettings,
  ): Promise<Attempt> {
    this.#failures += 1;
    const waitMs = waitBeforeRetry(this.#failures, this.#request.random());
    if (waitMs === null) {
      const message = `${this.#failures} tries in a row failed: ${described.message} (${described.code}). Each was rolled back; resume when the cause is gone.`;
      throw new DomainError(response.givenUpAs, message, { cause: error, retryable: true, extra: { errorClass } });
    }
    // Shrinks from what was really tried, which may have been set by hand.
    const tried = { ...this.#sizing, size: this.#sizeOf(settings) };
    const isHalved = response.size === "half" || (errorClass === "conflict" && shrinksOnConflict(this.#failures));
    if (response.size === "tenth") this.#sizing = afterTooBig(tried);
    else if (isHalved) this.#sizing = afterTimeout(tried);
    if (response.reconnect) await this.#drop();
    const failure = {
      errorClass,
      ...described,
      failuresInARow: this.#failures,
      waitMs,
      nextSize: this.#sizeOf(settings),
    };
    return { kind: "failed", failure };
  }

  async #drop(): Promise<void> {
    const lost = this.#session;
    this.#session = null;
    // It is broken already: how it closes is of no interest.
    await lost?.connection.close().catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#drop();
  }
}

const isUnreachable = (error: unknown): boolean => error instanceof DomainError && error.code === "target-unreachable";

/** Connects, makes sure that nothing changed, and claims. `done` where the shard is; `null` where it is gone. */
async function openSession(
  request: ShardRequest,
  floor: bigint,
): Promise<Session | { readonly done: ShardCheckpoint } | null> {
  const { engine, spec, layout, shardNo, worker } = request;
  const connection = await request.connect();
  try {
    await engine.backfill.verifyUnchanged(connection, spec, layout);
    const claim = await engine.backfill.claim(connection, { runId: spec.runId, shardNo, floor, worker });
    const all = await engine.backfill.checkpoints(connection, spec.runId);
    const checkpoint = all.find((it) => it.shardNo === shardNo) ?? null;
    if (claim) return { connection, claim, checkpoint };
    await connection.close();
    return checkpoint?.state === "done" ? { done: checkpoint } : null;
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
}

/**
 * Connects and claims the shard: from now on any older owner changes nothing.
 * @returns `null` when the shard is done or gone.
 * @throws DomainError `target-changed` where the table or the plan is not what it was; `target-unreachable`.
 */
export async function openShard(request: ShardRequest): Promise<OpenShard | null> {
  const session = await openSession(request, request.floor);
  return session && !("done" in session) ? new ClaimedShard(request, session) : null;
}
