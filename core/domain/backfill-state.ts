import { transitions } from "./transitions.ts";

/** A backfill follows its run; it comes to rest when no worker holds a shard any more. */
const NEXT = {
  pending: ["running", "pausing", "cancelling"],
  running: ["pausing", "cancelling", "succeeded", "failed"],
  // The request can land while the last batch is in flight; the backfill then succeeds.
  pausing: ["paused", "running", "cancelling", "succeeded", "failed"],
  paused: ["running", "cancelling"],
  cancelling: ["cancelled", "succeeded", "failed"],
  failed: ["running", "cancelling"],
  cancelled: [],
  succeeded: [],
} as const;

export type BackfillState = keyof typeof NEXT;
export const BACKFILL_STATES = Object.keys(NEXT) as BackfillState[];
export const backfillStates = transitions<BackfillState>(NEXT);

/** The state of a backfill and how many of its shards there are, are not done, and are held by a worker. */
export interface BackfillStanding {
  readonly state: BackfillState;
  readonly shards: { readonly total: number; readonly open: number; readonly leased: number };
}

/** Where a backfill comes to rest, or `null` while a worker holds a shard or there is nothing to settle. */
export function restOf({ state, shards }: BackfillStanding): BackfillState | null {
  if (shards.leased > 0) return null;
  const asked = state === "pausing" ? "paused" : state === "cancelling" ? "cancelled" : null;
  const to = shards.total > 0 && shards.open === 0 ? "succeeded" : asked;
  return to && backfillStates.can(state, to) ? to : null;
}
