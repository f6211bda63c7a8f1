import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { BreakGlass, breakGlassBody } from "#contracts/break-glass.ts";
import { keys } from "../keys.ts";

const POLL_MS = 30_000;
const requests = () => import("./break-glass-requests.ts");

/** What is asked for, open, or without a review. Facts keep it true; the poll sees that its time is up. */
export const useBreakGlass = (initial: { items: BreakGlass[] }) =>
  useQuery({
    queryKey: keys.breakGlass,
    queryFn: ({ signal }) => requests().then((it) => it.list(signal)),
    refetchInterval: POLL_MS,
    initialData: initial,
  });

function useRefresh() {
  const queries = useQueryClient();
  return () =>
    Promise.all(
      [keys.breakGlass, keys.overview, keys.migrations.all].map((queryKey) => queries.invalidateQueries({ queryKey })),
    );
}

export const useRequestBreakGlass = () =>
  useMutation({
    mutationFn: (body: z.input<typeof breakGlassBody>) => requests().then((it) => it.request(body)),
    onSuccess: useRefresh(),
    meta: { quiet: true },
  });

export const useAnswerBreakGlass = (id: string) =>
  useMutation({
    mutationFn: (answer: { to: "confirm" | "end" } | { to: "review"; text: string }) =>
      requests().then((it) => it.answer(id, answer)),
    onSuccess: useRefresh(),
    meta: { quiet: true },
  });
