import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { OperationResponse } from "#contracts/define-operation.ts";
import { getRollout, listRolloutEvents, listRollouts, previewRollback, type Rollout } from "#contracts/rollout.ts";
import { isAtWork } from "#core/domain/run-state.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

/** Facts invalidate; while a worker is at it, figures that no fact carries are fetched this often besides. */
const AT_WORK_MS = 1_500;
const AT_REST_MS = 30_000;

export function useRollout(initialData: Rollout) {
  const { id } = initialData;
  return useQuery({
    queryKey: keys.rollouts.one(id),
    queryFn: ({ signal }) => call(getRollout, { params: { rolloutId: id } }, { signal }),
    initialData,
    refetchInterval: ({ state }) => (state.data && isAtWork(state.data.state) ? AT_WORK_MS : AT_REST_MS),
  });
}

export type RolloutFilter = "open" | "ended" | "all";

export function useRollouts(state: RolloutFilter, initialData?: OperationResponse<typeof listRollouts>) {
  return useInfiniteQuery({
    queryKey: keys.rollouts.list(state),
    queryFn: ({ signal, pageParam }) =>
      call(listRollouts, { query: { state, ...(pageParam ? { cursor: pageParam } : {}) } }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    ...(initialData ? { initialData: { pages: [initialData], pageParams: [null] } } : {}),
  });
}

export function useRolloutEvents(rolloutId: string, initialData?: OperationResponse<typeof listRolloutEvents>) {
  return useInfiniteQuery({
    queryKey: keys.rollouts.events(rolloutId),
    queryFn: ({ signal, pageParam }) =>
      call(listRolloutEvents, { params: { rolloutId }, query: pageParam ? { cursor: pageParam } : {} }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    ...(initialData ? { initialData: { pages: [initialData], pageParams: [null] } } : {}),
  });
}

/** What a rollback would do now; asked for when the dialog opens. */
export function useRollbackPreview(rolloutId: string, isWanted: boolean) {
  return useQuery({
    queryKey: keys.rollouts.rollback(rolloutId),
    queryFn: ({ signal }) => call(previewRollback, { params: { rolloutId } }, { signal }),
    enabled: isWanted,
    staleTime: 0,
  });
}
