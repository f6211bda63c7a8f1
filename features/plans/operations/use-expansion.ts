import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { expandPlan } from "#contracts/plan-expansion.ts";
import { call } from "../../api.ts";
import { keys } from "../../keys.ts";
import { useDebounced } from "../use-debounced.ts";

/** Has the server write the phases of what is filled in, after a pause in typing. `null`: it is not ready to be asked. Saves nothing. */
export function useExpansion(source: string | null, databaseId: string | null) {
  const settled = useDebounced(source);
  const isReady = settled !== null && databaseId !== null;
  const expansion = useQuery({
    queryKey: keys.plans.expansion(settled ?? "", databaseId),
    queryFn: ({ signal }) =>
      call(expandPlan, { body: { source: settled ?? "", databaseId: databaseId ?? "", as: "yaml" } }, { signal }),
    enabled: isReady,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
    retry: false,
  });
  const isBehind = source !== null && databaseId !== null && (settled !== source || expansion.isFetching);
  return { ...expansion, data: source === null || databaseId === null ? undefined : expansion.data, isBehind };
}
