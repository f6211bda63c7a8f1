import type { JudgeMemory } from "#core/signals/judge-readings.ts";
import type { SliceLawState } from "#core/signals/slice-law.ts";

/** What sampling remembers, also when another worker goes on with it. */
export interface SamplerMemory {
  readonly judge: JudgeMemory;
  readonly law: SliceLawState | null;
  /** Active sessions of the first minute, from which a limit is learned where cores are not known. */
  readonly learned: readonly number[];
}

export const NO_MEMORY: SamplerMemory = { judge: {}, law: null, learned: [] };
