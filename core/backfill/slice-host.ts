import type { ErrorClass } from "#core/engines/engine-errors.ts";

/** Settings of a backfill that people and the target's load change while it runs. */
export interface PaceSettings {
  /** Rows a batch; `null`: sized by how long batches take. */
  readonly batchSize: number | null;
  /** Milliseconds between two batches, beside what `duty` asks for. */
  readonly pauseMs: number;
  /** Share of the time to be at work, above 0 and at most 1. */
  readonly duty: number;
}

/** A piece of work that has ended well. */
export interface Piece {
  readonly ms: number;
  /** Nothing is left after it. */
  readonly last: boolean;
  /** Rows looked at, and those set aside among them. */
  readonly scanned: number;
  readonly skipped: number;
}

/** A batch that has committed, for display: the checkpoint committed with the rows. */
export interface Batch extends Piece {
  readonly from: string;
  readonly to: string;
  readonly changed: number;
  /** Rows that the batch was allowed to scan. */
  readonly size: number;
  /** Rows that it set aside because they cannot be written; the other skipped ones were held by others. */
  readonly poison: number;
}

/** A page of rows that was compared with what should be there. */
export interface ComparedPage extends Piece {
  readonly to: string;
  readonly differing: number;
  readonly sampleKeys: readonly string[];
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
export interface SliceHost<P extends Piece = Batch> {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** From 0 to 1. */
  random(): number;
  /** Whether another batch may begin. Asked before each one; intent that cannot be read throws. */
  mayContinue(): Promise<boolean>;
  /** Read before each batch. */
  settings(): Promise<PaceSettings>;
  progressed(piece: P): Promise<void>;
  /** For counts of retries, lock waits and errors, and for the reason why it is slow. */
  failed(attempt: FailedTry): Promise<void>;
  /**
   * Waits as many milliseconds as `rest` makes of the settings, asked again when they change meanwhile, or until a stop
   * is requested.
   */
  pace(rest: (settings: PaceSettings) => number): Promise<void>;
}
