import { setTimeout as wait } from "node:timers/promises";
import type { Dialect } from "#core/domain/dialect.ts";
import type { FaultTarget } from "./fault-target.ts";

export interface SeenShard {
  readonly runId: string;
  readonly shardNo: number;
  readonly epoch: number;
  readonly isDone: boolean;
  readonly batches: number;
  readonly rowsScanned: number;
  readonly pos: string;
}

const POLL_MS = 40;

/** Reads the checkpoints in the target again and again, beside Sluice: what has really been done. */
export class CheckpointWatch implements AsyncDisposable {
  readonly #target: FaultTarget;
  readonly #table: string;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #shards: readonly SeenShard[] = [];

  constructor(target: FaultTarget, dialect: Dialect) {
    this.#target = target;
    this.#table = dialect === "sqlite" ? "sluice_backfill_shard" : "sluice.backfill_shard";
    this.#running = this.#run();
  }

  get shards(): readonly SeenShard[] {
    return this.#shards;
  }
  get rowsScanned(): number {
    return this.#shards.reduce((sum, { rowsScanned }) => sum + rowsScanned, 0);
  }
  get isDone(): boolean {
    return this.#shards.length > 0 && this.#shards.every(({ isDone }) => isDone);
  }

  async #run(): Promise<void> {
    const text = `SELECT run_id, shard_no, epoch, state, batches, rows_scanned, pos_key FROM ${this.#table} ORDER BY run_id, shard_no`;
    while (!this.#stop.signal.aborted) {
      const rows = await this.#target.ask({ text }).catch(() => null);
      if (rows) {
        this.#shards = rows.map((row) => ({
          runId: String(row.run_id),
          shardNo: Number(row.shard_no),
          epoch: Number(row.epoch),
          isDone: row.state === "done",
          batches: Number(row.batches),
          rowsScanned: Number(row.rows_scanned),
          pos: String(row.pos_key),
        }));
      }
      await wait(POLL_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
