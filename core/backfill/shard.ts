import type { Batch, FailedTry, PaceSettings, Piece } from "./slice-host.ts";

/** What one try at a batch came to. */
export type Attempt<P extends Piece = Batch> =
  | { readonly kind: "batch"; readonly batch: P }
  | { readonly kind: "failed"; readonly failure: FailedTry }
  /** The range was cut under us, and is still ours: the next try begins with a new claim. */
  | { readonly kind: "reclaimed" }
  /** Another owner has the shard, or it is done. */
  | { readonly kind: "fenced" }
  /** The statement was cancelled because `signal` said so; it was rolled back. */
  | { readonly kind: "cancelled" };

/** A key range that this worker works on. */
export interface Shard<P extends Piece = Batch> {
  /** Whether the last try failed: a slice does not end in the middle of a row of failures. */
  readonly isFailing: boolean;
  /**
   * One try at the next batch; on any failure it has been rolled back.
   * @throws DomainError where trying again is of no use, or was tried often enough (`retryable`).
   */
  attempt(settings: PaceSettings, signal: AbortSignal): Promise<Attempt<P>>;
  /** The least pause after a batch that took so long, so that other writers of the engine come to their turn. */
  leastPauseMs(batchMs: number): number;
}
