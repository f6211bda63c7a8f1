import type { Sample } from "#contracts/rollout.ts";
import type { Batch, FailedTry } from "#core/backfill/slice-host.ts";
import type { ShardCheckpoint } from "#core/engines/backfill-store.ts";
import type { Needs } from "#server/container.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import type { BackfillRecord, ShardRecord } from "./backfill-record.ts";
import { findBackfill, type ShardFigures, writeShardFigures } from "./backfill-repository.ts";
import { fractionOf } from "./fraction-of.ts";
import { addSample } from "./sample-repository.ts";
import { emptyStretch, type Stretch, sampleOf, withBatch, withFailure } from "./stretch.ts";

const PUBLISH_MS = 500;
const FIGURES_MS = 1_000;
const SAMPLE_MS = 2_000;

/** Shows what a slice does: to browsers at most twice a second, in the control database less often. */
export class SliceRecorder {
  readonly #deps: Needs<"prisma" | "feed" | "log">;
  readonly #monitor: OpenTarget;
  #backfill: BackfillRecord;
  #figures: ShardFigures;
  #checkpoint: ShardCheckpoint;
  readonly #shardId: string;
  #published: Stretch;
  #kept: Stretch;
  #figuresAt = Number.NEGATIVE_INFINITY;
  #batchSize: () => number = () => 0;

  constructor(
    deps: Needs<"prisma" | "feed" | "log">,
    monitor: OpenTarget,
    backfill: BackfillRecord,
    {
      shard,
      checkpoint,
      epoch,
    }: { readonly shard: ShardRecord; readonly checkpoint: ShardCheckpoint; readonly epoch: bigint },
  ) {
    this.#deps = deps;
    this.#monitor = monitor;
    this.#backfill = backfill;
    this.#shardId = shard.id;
    this.#checkpoint = checkpoint;
    const { batches, rowsScanned, rowsChanged } = checkpoint;
    const { batchSize, fraction, retries, lockWaits, errors } = shard;
    // The target's counts are the truth: what a dead worker did not tell is in them.
    this.#figures = {
      epoch,
      batchSize,
      fraction,
      batches,
      rowsScanned,
      rowsChanged,
      retries,
      lockWaits,
      errors,
      lastError: null,
    };
    // The first batch is shown at once.
    this.#published = emptyStretch(Number.NEGATIVE_INFINITY);
    this.#kept = emptyStretch(performance.now());
  }

  sizedBy(batchSize: () => number): void {
    this.#batchSize = batchSize;
  }

  async progressed(batch: Batch): Promise<void> {
    const { batches, rowsScanned, rowsChanged } = this.#figures;
    this.#figures = {
      ...this.#figures,
      batchSize: this.#batchSize(),
      batches: batches + 1,
      rowsScanned: rowsScanned + batch.scanned,
      rowsChanged: rowsChanged + batch.changed,
      lastError: null,
    };
    const pos = batch.to;
    this.#checkpoint = {
      ...this.#checkpoint,
      pos,
      rowsScanned: this.#figures.rowsScanned,
      rowsChanged: this.#figures.rowsChanged,
    };
    this.#published = withBatch(this.#published, batch);
    this.#kept = withBatch(this.#kept, batch);
    await this.#show(Date.now());
  }

  async failed({ errorClass, code, message }: FailedTry): Promise<void> {
    const { retries, lockWaits, errors } = this.#figures;
    const isLock = errorClass === "lock-wait" || errorClass === "conflict";
    this.#figures = {
      ...this.#figures,
      retries: retries + 1,
      lockWaits: lockWaits + (isLock ? 1 : 0),
      errors: errors + (isLock ? 0 : 1),
      lastError: `${message} (${code})`,
    };
    this.#published = withFailure(this.#published, isLock);
    this.#kept = withFailure(this.#kept, isLock);
    await this.#show(Date.now());
  }

  /** Writes down all that was not yet, such as at the end of the slice. */
  async flush(lastError: string | null = this.#figures.lastError): Promise<void> {
    this.#figures = { ...this.#figures, lastError };
    await this.#writeFigures();
    if (this.#kept.batches + this.#kept.retries > 0) await this.#keep();
    if (this.#published.batches + this.#published.retries > 0) await this.#publish(Date.now());
  }

  async #show(committedAt: number): Promise<void> {
    const now = performance.now();
    if (now - this.#figuresAt >= FIGURES_MS) await this.#writeFigures();
    if (now - this.#kept.since >= SAMPLE_MS) await this.#keep();
    if (now - this.#published.since >= PUBLISH_MS) await this.#publish(committedAt);
  }

  async #writeFigures(): Promise<void> {
    this.#figuresAt = performance.now();
    this.#figures = { ...this.#figures, fraction: await this.#fraction() };
    await writeShardFigures(this.#deps.prisma, this.#shardId, this.#figures);
    this.#backfill = (await findBackfill(this.#deps.prisma, this.#backfill.id)) ?? this.#backfill;
  }

  async #fraction(): Promise<number> {
    const { engine, connection } = this.#monitor;
    try {
      return await engine.backfill.fraction(connection, this.#backfill.spec, this.#backfill.layout, this.#checkpoint);
    } catch (error) {
      // For display only: the work goes on, or ends by its own session's failure.
      this.#deps.log.debug({ reason: String(error) }, "the progress of a shard could not be read");
      return this.#figures.fraction;
    }
  }

  async #keep(): Promise<void> {
    const sample = this.#sample(this.#kept);
    this.#kept = emptyStretch(performance.now());
    await addSample(this.#deps.prisma, sample);
  }

  #sample = (stretch: Stretch): Sample => sampleOf(stretch, this.#backfill.id);

  async #publish(committedAt: number): Promise<void> {
    const sample = this.#sample(this.#published);
    this.#published = emptyStretch(performance.now());
    const shards = this.#backfill.shards.map((shard) =>
      shard.id === this.#shardId ? { ...shard, ...this.#figures } : shard,
    );
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
      committedAt,
    });
  }
}
