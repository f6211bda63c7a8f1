import type { Blocked } from "#core/domain/finding.ts";

/** A lock as a finding names it. */
export interface HeldLock {
  /** In the engine's words. */
  readonly lock: string;
  readonly blocks: readonly Blocked[];
  readonly rewrite: boolean;
}
