import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { listDryRuns, startDryRun } from "#contracts/dry-run.ts";
import type { StepId } from "#core/domain/step-id.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

export const useDryRuns = (migrationId: string) =>
  useQuery({
    queryKey: keys.migrations.dryRuns(migrationId),
    queryFn: ({ signal }) => call(listDryRuns, { params: { migrationId } }, { signal }),
  });

export function useStartDryRun(migrationId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { stepId: StepId; databaseId: string }) => call(startDryRun, { params: { migrationId }, body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.migrations.dryRuns(migrationId) }),
    meta: { quiet: true },
  });
}
