"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { listDatabases } from "#contracts/database.ts";
import { liftHold, placeHold } from "#contracts/throttle.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

function useTold() {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: keys.holds }),
      queries.invalidateQueries({ queryKey: keys.rollouts.all }),
    ]);
}

export const usePlaceHold = () =>
  useMutation({
    mutationFn: (body: z.input<typeof placeHold.body>) => call(placeHold, { body }),
    onSuccess: useTold(),
    meta: { quiet: true },
  });

export const useLiftHold = () =>
  useMutation({
    mutationFn: (holdId: string) => call(liftHold, { params: { holdId } }),
    onSuccess: useTold(),
  });

/** Databases that a hold can be about. */
export const useHoldable = () =>
  useQuery({
    queryKey: keys.databases.list,
    queryFn: ({ signal }) => call(listDatabases, {}, { signal }),
    staleTime: 30_000,
  });
