import { useQuery } from "@tanstack/react-query";
import { listSignals } from "#contracts/throttle.ts";
import { call } from "./api.ts";
import { keys } from "./keys.ts";

const MOVING_MS = 5_000;

/** Readings and slow-downs over the time of a rollout's backfills; bounded by the server. */
export function useSignals(rolloutId: string, isMoving: boolean) {
  return useQuery({
    queryKey: keys.rollouts.signals(rolloutId),
    queryFn: ({ signal }) => call(listSignals, { params: { rolloutId } }, { signal }),
    refetchInterval: isMoving ? MOVING_MS : false,
  });
}
