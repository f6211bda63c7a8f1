import type { WriteEstimate } from "./write-estimate.ts";

/** What is known of the server beside its schema, each `null` where nobody looked. */
export interface TargetFacts {
  /** Of the release, such as 3 of 14.3. */
  readonly minorVersion: number | null;
  readonly freeBytes: number | null;
  readonly replicas: number | null;
  /** The longest transaction that was open when somebody looked. */
  readonly longestTransactionMs: number | null;
  /** By the text of a statement that writes. */
  readonly estimates: ReadonlyMap<string, WriteEstimate> | null;
}

export const UNKNOWN_TARGET: TargetFacts = {
  minorVersion: null,
  freeBytes: null,
  replicas: null,
  longestTransactionMs: null,
  estimates: null,
};
