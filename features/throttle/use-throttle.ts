"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import {
  addReplica,
  changeThrottle,
  endOverride,
  getThrottle,
  overrideSignal,
  removeReplica,
  type Throttle,
  type ThrottleSettings,
} from "#contracts/throttle.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

/** Readings are sampled each second or two while a backfill runs; facts tell of changes of what they mean. */
const SAMPLED_MS = 3_000;
const UNSAMPLED_MS = 30_000;
const RECENT_MS = 20_000;

const isSampled = (throttle: Throttle | undefined): boolean =>
  throttle?.sampledAt != null && Date.now() - Date.parse(throttle.sampledAt) < RECENT_MS;

export const useThrottle = (databaseId: string) =>
  useQuery({
    queryKey: keys.databases.throttle(databaseId),
    queryFn: ({ signal }) => call(getThrottle, { params: { databaseId } }, { signal }),
    refetchInterval: ({ state }) => (isSampled(state.data) ? SAMPLED_MS : UNSAMPLED_MS),
  });

function useKeep(databaseId: string) {
  const queries = useQueryClient();
  return (after: Throttle) => queries.setQueryData(keys.databases.throttle(databaseId), after);
}

/** Sends only what it is given; the rest of the settings stays as it is. */
export const useChangeThrottle = (databaseId: string) =>
  useMutation({
    mutationFn: (body: Partial<ThrottleSettings>) => call(changeThrottle, { params: { databaseId }, body }),
    onSuccess: useKeep(databaseId),
    meta: { quiet: true },
  });

export const useAddReplica = (databaseId: string) =>
  useMutation({
    mutationFn: (body: z.input<typeof addReplica.body>) => call(addReplica, { params: { databaseId }, body }),
    onSuccess: useKeep(databaseId),
    meta: { quiet: true },
  });

export const useRemoveReplica = (databaseId: string) =>
  useMutation({
    mutationFn: (replicaId: string) => call(removeReplica, { params: { databaseId, replicaId } }),
    onSuccess: useKeep(databaseId),
  });

export const useOverride = (databaseId: string) =>
  useMutation({
    mutationFn: (body: z.input<typeof overrideSignal.body>) => call(overrideSignal, { params: { databaseId }, body }),
    onSuccess: useKeep(databaseId),
    meta: { quiet: true },
  });

export const useEndOverride = (databaseId: string) =>
  useMutation({
    mutationFn: (overrideId: string) => call(endOverride, { params: { databaseId, overrideId } }),
    onSuccess: useKeep(databaseId),
  });
