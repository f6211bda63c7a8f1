"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { changeSettings, getSettings, rotateSecrets, type settings } from "#contracts/overview.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

export type Settings = z.output<typeof settings>;

const POLL_MS = 30_000;

export const useSettings = (initial: Settings) =>
  useQuery({
    queryKey: keys.settings,
    queryFn: ({ signal }) => call(getSettings, {}, { signal }),
    initialData: initial,
    refetchInterval: POLL_MS,
  });

export function useChangeSettings() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof changeSettings.body>) => call(changeSettings, { body }),
    onSuccess: (after) => queries.setQueryData(keys.settings, after),
  });
}

export function useRotateSecrets() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call(rotateSecrets),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.settings }),
  });
}
