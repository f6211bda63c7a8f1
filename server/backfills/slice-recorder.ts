import type { Sample } from "#contracts/rollout.ts";
import type { OpenShard } from "#core/backfill/open-shard.ts";
import type { Batch, FailedTry } from "#core/backfill/slice-host.ts";
import type { Needs } from "#server/container.ts";
import type { BackfillRecord } from "./backfill-record.ts";
import { findBackfill } from "./backfill-repository.ts";
import { fractionOf } from "./fraction-of.ts";
import { keepSample } from "./keep-sample.ts";
import { countsOf, type ShardFigures, writeShardFigures } from "./shard-repository.ts";
import type { Slice } from "./slice.ts";
import { emptyStretch, type Stretch, sampleOf, withBatch, withFailure } from "./stretch.ts";

const PUBLISH_MS = 500;
const FIGURES_MS = 1_000;
const SAMPLE_MS = 2_000;

/** Shows what a slice does: to browsers at most twice a second, in the control database less often. */
export class SliceRecorder {
  readonly #deps: Needs<"prisma" | "feed" | "log" | "now">;
  readonly #slice: Slice;
  readonly #claimed: Pick<OpenShard, "checkpoint" | "batchSize">;
  /** For totals over all shards; as old as the last figures. */
  #backfill: BackfillRecord;
  #tries: Pick<ShardFigures, "retries" | "lockWaits" | "errors" | "lastError">;
  #fraction: number;
  #committedAt: Date | null;
  #published: Stretch;
  #kept: Stretch;
  #figuresAt = Number.NEGATIVE_INFINITY;

  constructor(
    deps: Needs<"prisma" | "feed" | "log" | "now">,
    slice: Slice,
    claimed: Pick<OpenShard, "checkpoint" | "batchSize">,
  ) {
    this.#deps = deps;
    this.#slice = slice;
    this.#claimed = claimed;
    this.#backfill = slice.backfill;
    const { retries, lockWaits, errors, fraction, committedAt } = slice.shard;
    this.#tries = { retries, lockWaits, errors, lastError: null };
    this.#fraction = fraction;
    this.#committedAt = committedAt;
    // The first batch is shown at once.
    this.#published = emptyStretch(Number.NEGATIVE_INFINITY);
    this.#kept = emptyStretch(performance.now());
  }

  async progressed(batch: Batch): Promise<void> {
    this.#committedAt = this.#deps.now();
    this.#tries = { ...this.#tries, lastError: null };
    this.#published = withBatch(this.#published, batch);
    this.#kept = withBatch(this.#kept, batch);
    await this.#show();
  }

  async failed({ errorClass, code, message }: FailedTry): Promise<void> {
    const { retries, lockWaits, errors } = this.#tries;
    const isLock = errorClass === "lock-wait" || errorClass === "conflict";
    this.#tries = {
      retries: retries + 1,
      lockWaits: lockWaits + (isLock ? 1 : 0),
      errors: errors + (isLock ? 0 : 1),
      lastError: `${message} (${code})`,
    };
    this.#published = withFailure(this.#published, isLock);
    this.#kept = withFailure(this.#kept, isLock);
    await this.#show();
  }

  /** Writes down all that was not yet, such as at the end of the slice. */
  async flush(lastError: string | null = this.#tries.lastError): Promise<void> {
    this.#tries = { ...this.#tries, lastError };
    await this.#writeFigures();
    if (this.#kept.batches + this.#kept.retries > 0) await this.#keep();
    if (this.#published.batches + this.#published.retries > 0) await this.#publish();
  }

  async #show(): Promise<void> {
    const now = performance.now();
    if (now - this.#figuresAt >= FIGURES_MS) await this.#writeFigures();
    if (now - this.#kept.since >= SAMPLE_MS) await this.#keep();
    if (now - this.#published.since >= PUBLISH_MS) await this.#publish();
  }

  /** The target's counts are the truth: what a dead worker did not tell is in them. */
  #figures(): ShardFigures {
    const { checkpoint, batchSize } = this.#claimed;
    const fraction = this.#fraction;
    return { ...countsOf(checkpoint), ...this.#tries, batchSize, fraction, committedAt: this.#committedAt };
  }

  async #writeFigures(): Promise<void> {
    const { prisma } = this.#deps;
    this.#figuresAt = performance.now();
    this.#fraction = await this.#readFraction();
    await writeShardFigures(prisma, this.#slice.shard.id, this.#figures());
    this.#backfill = (await findBackfill(prisma, this.#backfill.id)) ?? this.#backfill;
  }

  async #readFraction(): Promise<number> {
    const { engine, connection } = this.#slice.monitor;
    const { spec, layout } = this.#backfill;
    try {
      return await engine.backfill.fraction(connection, spec, layout, this.#claimed.checkpoint);
    } catch (error) {
      // For display only: the work goes on, or ends by its own session's failure.
      this.#deps.log.debug({ reason: String(error) }, "the progress of a shard could not be read");
      return this.#fraction;
    }
  }

  async #keep(): Promise<void> {
    const sample = this.#sample(this.#kept);
    this.#kept = emptyStretch(performance.now());
    await keepSample(this.#deps.prisma, sample);
  }

  #sample = (stretch: Stretch): Sample => sampleOf(stretch, this.#backfill.id, this.#deps.now());

  async #publish(): Promise<void> {
    const sample = this.#sample(this.#published);
    this.#published = emptyStretch(performance.now());
    const own = this.#figures();
    const shards = this.#backfill.shards.map((it) => (it.id === this.#slice.shard.id ? { ...it, ...own } : it));
    const sum = (figure: "rowsScanned" | "rowsChanged" | "batches") =>
      shards.reduce((total, shard) => total + shard[figure], 0);
    await this.#deps.feed.publish({
      type: "backfill.progressed",
      rolloutId: this.#backfill.rolloutId,
      sample,
      fraction: fractionOf(shards, this.#backfill.layout),
      rowsScanned: sum("rowsScanned"),
      rowsChanged: sum("rowsChanged"),
      batches: sum("batches"),
      committedAt: (this.#committedAt ?? this.#deps.now()).getTime(),
    });
  }
}
