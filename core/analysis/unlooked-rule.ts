import type { Fact } from "./fact.ts";

/** A rule that some statement concerned and that had nothing to judge it by. */
export interface UnlookedRule {
  readonly rule: string;
  readonly missing: readonly Fact[];
}
