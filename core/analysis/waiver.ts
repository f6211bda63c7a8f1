import type { SourcePlace } from "./source-place.ts";

/** One rule that is accepted in one place, and why. */
export interface Waiver {
  readonly rule: string;
  readonly reason: string;
  /** Of a comment in SQL; `null` where it stands on a plan's step and holds for all of it. */
  readonly place: Pick<SourcePlace, "line" | "column"> | null;
}
