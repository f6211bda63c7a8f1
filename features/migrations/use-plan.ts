import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getPlan, getRevision, type Migration } from "#contracts/migration.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

/** The plan as a reviewer reads it, against one database or none. */
export function usePlan({ id, revision }: Pick<Migration, "id" | "revision">, databaseId: string | null) {
  return useQuery({
    queryKey: keys.migrations.plan(id, revision, databaseId),
    queryFn: ({ signal }) =>
      call(
        getPlan,
        { params: { migrationId: id }, query: { revision, ...(databaseId ? { databaseId } : {}) } },
        { signal },
      ),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function useRevision(migrationId: string, number: number | null) {
  return useQuery({
    queryKey: keys.migrations.revision(migrationId, number ?? 0),
    queryFn: ({ signal }) => call(getRevision, { params: { migrationId, number: number ?? 0 } }, { signal }),
    enabled: number !== null,
    // A revision never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
}
