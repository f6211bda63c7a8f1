import type { ErrorClass } from "#core/engines/engine-errors.ts";

/** Settings of a backfill that people change while it runs. */
export interface PaceSettings {
  /** Rows a batch; `null`: sized by how long batches take. */
  readonly batchSize: number | null;
  /** Milliseconds between two batches. */
  readonly pauseMs: number;
}

/** A batch that has committed, for display: the checkpoint committed with the rows. */
export interface Batch {
  readonly from: string;
  readonly to: string;
  readonly scanned: number;
  readonly changed: number;
  readonly last: boolean;
  /** Rows that the batch was allowed to scan. */
  readonly size: number;
  readonly ms: number;
}

/** A try that failed and was rolled back; another follows. */
export interface FailedTry {
  readonly errorClass: ErrorClass;
  /** The server's code and message, without row contents. */
  readonly code: string;
  readonly message: string;
  readonly failuresInARow: number;
  /** Milliseconds until the next try. */
  readonly waitMs: number;
  /** Rows of the next try. */
  readonly nextSize: number;
}

/** What a slice needs of the outside. The worker, the CLI and the tests each bring their own. */
export interface SliceHost {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Whether another batch may begin. Asked before each one; intent that cannot be read throws. */
  mayContinue(): Promise<boolean>;
  /** Read before each batch. */
  settings(): Promise<PaceSettings>;
  progressed(batch: Batch): Promise<void>;
  /** For counts of retries, lock waits and errors, and for the reason why it is slow. */
  failed(attempt: FailedTry): Promise<void>;
  /** Waits as long as asked, or longer where throttles ask for it, or until a stop is requested. */
  pace(ms: number): Promise<void>;
}
