"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { listSetAside, retrySetAside, waiveSetAside } from "#contracts/set-aside.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

export type SetAsideFilter = Omit<z.input<typeof listSetAside.query>, "after" | "limit">;

/** Where the rows are: which backfill of which rollout. */
export interface Place {
  readonly rolloutId: string;
  readonly backfillId: string;
}

const PAGE = 50;

/** Read from the target; `counted` asks anew when the backfill has set more aside. */
export function useSetAside({ rolloutId, backfillId }: Place, filter: SetAsideFilter, counted: number) {
  return useInfiniteQuery({
    queryKey: [...keys.rollouts.setAside(rolloutId, backfillId), filter, counted],
    queryFn: ({ signal, pageParam }) =>
      call(
        listSetAside,
        {
          params: { rolloutId, backfillId },
          query: { ...filter, limit: PAGE, ...(pageParam ? { after: pageParam } : {}) },
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
}

function useTold({ rolloutId, backfillId }: Place) {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: keys.rollouts.setAside(rolloutId, backfillId) }),
      queries.invalidateQueries({ queryKey: keys.rollouts.one(rolloutId) }),
      queries.invalidateQueries({ queryKey: keys.rollouts.events(rolloutId) }),
    ]);
}

export const useRetry = (place: Place) =>
  useMutation({
    mutationFn: (body: z.input<typeof retrySetAside.body>) => call(retrySetAside, { params: { ...place }, body }),
    onSettled: useTold(place),
  });

export const useWaive = (place: Place) =>
  useMutation({
    mutationFn: (body: z.input<typeof waiveSetAside.body>) => call(waiveSetAside, { params: { ...place }, body }),
    onSettled: useTold(place),
    meta: { quiet: true },
  });
