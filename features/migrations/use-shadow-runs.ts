import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { listShadowRuns, type ShadowRun, startShadowRun } from "#contracts/shadow-run.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

/** Live events tell of progress; this is for when they do not come. */
const WHILE_RUNNING_MS = 5_000;

export const isUnended = ({ state }: Pick<ShadowRun, "state">): boolean => state === "queued" || state === "running";

export const useShadowRuns = (migrationId: string) =>
  useQuery({
    queryKey: keys.migrations.shadowRuns(migrationId),
    queryFn: ({ signal }) => call(listShadowRuns, { params: { migrationId } }, { signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnended) ? WHILE_RUNNING_MS : false),
  });

export function useStartShadowRun(migrationId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (databaseId: string) => call(startShadowRun, { params: { migrationId }, body: { databaseId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.migrations.shadowRuns(migrationId) }),
    meta: { quiet: true },
  });
}
