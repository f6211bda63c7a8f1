import type { Batch, FailedTry, PaceSettings } from "./slice-host.ts";

/** What one try at a batch came to. */
export type Attempt =
  | { readonly kind: "batch"; readonly batch: Batch }
  | { readonly kind: "failed"; readonly failure: FailedTry }
  /** Another owner has the shard, or it is done. */
  | { readonly kind: "fenced" }
  /** The statement was cancelled because `signal` said so; it was rolled back. */
  | { readonly kind: "cancelled" };

/** A key range that this worker has claimed. */
export interface Shard {
  /** Whether the last try failed: a slice does not end in the middle of a row of failures. */
  readonly isFailing: boolean;
  /**
   * One try at the next batch; on any failure it has been rolled back.
   * @throws DomainError where trying again is of no use, or was tried often enough (`retryable`).
   */
  attempt(settings: PaceSettings, signal: AbortSignal): Promise<Attempt>;
  /** The least pause after a batch that took so long, so that other writers of the engine come to their turn. */
  leastPauseMs(batchMs: number): number;
}
