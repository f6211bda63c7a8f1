import type { Reason } from "#core/domain/signal.ts";

/** What the sampler concludes from its newest readings; stored in `TargetHealth.verdict`. */
export interface Verdict {
  /** Of signals only, worst first. */
  readonly reasons: readonly Reason[];
  /** 0 to 1, from those that slow. */
  readonly speed: number;
  /** Why the newest try to read the target failed; `null`: it did not. */
  readonly failure: string | null;
}
