"use client";

import { useQuery } from "@tanstack/react-query";
import { type Application, listApplications } from "#contracts/application.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

/** Heartbeats are too many to be told of one by one. */
const POLL_MS = 5_000;

export const useApplications = (initial: { items: Application[] }) =>
  useQuery({
    queryKey: keys.applications,
    queryFn: ({ signal }) => call(listApplications, {}, { signal }),
    initialData: initial,
    refetchInterval: POLL_MS,
  });
