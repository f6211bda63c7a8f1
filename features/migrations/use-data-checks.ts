import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { listDataChecks, startDataChecks } from "#contracts/data-check.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

export const useDataChecks = (migrationId: string) =>
  useQuery({
    queryKey: keys.migrations.dataChecks(migrationId),
    queryFn: ({ signal }) => call(listDataChecks, { params: { migrationId } }, { signal }),
  });

export function useStartDataChecks(migrationId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (databaseId: string) => call(startDataChecks, { params: { migrationId }, body: { databaseId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.migrations.dataChecks(migrationId) }),
    meta: { quiet: true },
  });
}
