"use client";

import { useQuery } from "@tanstack/react-query";
import type { Hold } from "#contracts/throttle.ts";
import { keys } from "../keys.ts";

const POLL_MS = 60_000;

/** What is held now, newest first. Facts keep it true; the poll is the net beneath them. */
export const useHolds = (initial?: { items: Hold[] }) =>
  useQuery({
    queryKey: keys.holds,
    queryFn: ({ signal }) => import("./fetch-holds.ts").then(({ fetchHolds }) => fetchHolds(signal)),
    refetchInterval: POLL_MS,
    ...(initial ? { initialData: initial } : {}),
  });
