import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { endLockBlocker, type LockBlockers, listLockBlockers } from "#contracts/lock-blocker.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

/** Locks come and go: no fact tells of it. */
const LOOK_MS = 3_000;

export function useLockBlockers(rolloutId: string) {
  return useQuery({
    queryKey: keys.rollouts.blockers(rolloutId),
    queryFn: ({ signal }) => call(listLockBlockers, { params: { rolloutId } }, { signal }),
    refetchInterval: LOOK_MS,
  });
}

export function useEndLockBlocker(rolloutId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { readonly backend: string; readonly identity: string; readonly reason: string }) =>
      call(endLockBlocker, { params: { rolloutId }, body }),
    onSuccess: (after) => queries.setQueryData<LockBlockers>(keys.rollouts.blockers(rolloutId), after),
    // What is true now stands there before the person has read why.
    onError: () => queries.invalidateQueries({ queryKey: keys.rollouts.blockers(rolloutId) }),
  });
}
