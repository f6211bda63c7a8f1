import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillLayout, BackfillSpec, KeyText, ShardCheckpoint } from "#core/engines/backfill-store.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import { afterBatch, afterTimeout, type BatchSizing, startSizing } from "./batch-size.ts";
import { FailureBudget } from "./failure-budget.ts";
import type { Attempt, Shard } from "./shard.ts";
import type { ComparedPage, PaceSettings } from "./slice-host.ts";

export interface VerificationRequest {
  readonly engine: Pick<Engine, "backfill" | "verifier" | "errors" | "capabilities">;
  /** Opens a direct session; called anew after each loss. */
  connect(): Promise<Connection>;
  readonly spec: BackfillSpec;
  readonly layout: BackfillLayout;
  /** Where it stands, and up to where it goes; `[]` is no bound. */
  readonly from: KeyText;
  readonly hi: KeyText;
  now(): number;
  random(): number;
}

export interface OpenVerification extends Shard<ComparedPage>, AsyncDisposable {}

/** Reading is cheaper than writing: pages begin larger than batches. */
const FIRST_ROWS = 5_000;

/** Compares a range page by page. It only reads, so it needs no claim, and two at once do no harm. */
class RangeVerification implements OpenVerification {
  readonly #request: VerificationRequest;
  readonly #budget: FailureBudget;
  #connection: Connection | null = null;
  #sizing: BatchSizing = startSizing(FIRST_ROWS);
  #from: KeyText;

  constructor(request: VerificationRequest) {
    this.#request = request;
    this.#from = request.from;
    this.#budget = new FailureBudget(request.engine.errors, request.random);
  }

  get isFailing(): boolean {
    return this.#budget.isSpent;
  }

  leastPauseMs(): number {
    return 0;
  }

  async attempt(_: PaceSettings, signal: AbortSignal): Promise<Attempt<ComparedPage>> {
    try {
      return { kind: "batch", batch: await this.#page() };
    } catch (error) {
      const errorClass = this.#budget.classOf(error);
      if (signal.aborted && ["cancelled", "too-slow", "connection"].includes(errorClass)) return { kind: "cancelled" };
      const { response, ...failure } = this.#budget.weigh(error);
      if (response.size !== "same") this.#sizing = afterTimeout(this.#sizing);
      if (response.reconnect) await this.#drop();
      return { kind: "failed", failure: { ...failure, nextSize: this.#sizing.size } };
    }
  }

  async #page(): Promise<ComparedPage> {
    const { engine, spec, layout, hi, now } = this.#request;
    const connection = this.#connection ?? (await this.#open());
    this.#connection = connection;
    const startedAt = now();
    const limit = this.#sizing.size;
    const page = await engine.verifier.verifyPage(connection, spec, layout, { from: this.#from, hi, limit });
    const ms = now() - startedAt;
    this.#budget.reset();
    this.#from = page.to;
    this.#sizing = afterBatch(this.#sizing, { ms, scanned: page.scanned }, engine.capabilities.targetBatchMs);
    return { ...page, ms, skipped: 0 };
  }

  async #open(): Promise<Connection> {
    const { engine, spec, layout, connect } = this.#request;
    const connection = await connect();
    try {
      await engine.backfill.verifyUnchanged(connection, spec, layout);
      return connection;
    } catch (error) {
      await connection.close().catch(() => undefined);
      throw error;
    }
  }

  async #drop(): Promise<void> {
    const lost = this.#connection;
    this.#connection = null;
    await lost?.close().catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#drop();
  }
}

/** Goes on comparing at `from`. Nothing connects before the first page. */
export const openVerification = (request: VerificationRequest): OpenVerification => new RangeVerification(request);

/**
 * The range of shards that ends last: behind it lie only rows that came after its end was frozen. Found by the texts of
 * bounds that touch, since only the database compares keys.
 */
export function lastShardOf(shards: readonly ShardCheckpoint[]): ShardCheckpoint {
  const ends = shards.filter((it) => !shards.some((other) => other !== it && other.lo === it.hi && other.hi !== it.lo));
  const last = ends.toSorted((a, b) => a.shardNo - b.shardNo).at(-1) ?? shards.at(-1);
  if (last) return last;
  throw new DomainError("target-changed", "The checkpoints of the backfill are gone from the target.");
}
