import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { listDatabases } from "#contracts/database.ts";
import { startRollout } from "#contracts/rollout.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

export function useStartRollout(migrationId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { databaseId: string; digest: string }) =>
      call(startRollout, { body: { migrationId, ...body } }),
    onSuccess: async (rollout) => {
      queries.setQueryData(keys.rollouts.one(rollout.id), rollout);
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.migrations.all }),
        queries.invalidateQueries({ queryKey: keys.rollouts.lists }),
        queries.invalidateQueries({ queryKey: keys.overview }),
      ]);
    },
    meta: { quiet: true },
  });
}

export function useTargets(isWanted: boolean) {
  return useQuery({
    queryKey: keys.databases.list,
    queryFn: ({ signal }) => call(listDatabases, {}, { signal }),
    enabled: isWanted,
  });
}
