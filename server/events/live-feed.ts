import type { LiveEvent } from "#contracts/live.ts";

/** Tells browsers that something changed. Never throws: a lost message costs a poll, not a fact. */
export interface LiveFeed {
  publish(event: LiveEvent): Promise<void>;
}
