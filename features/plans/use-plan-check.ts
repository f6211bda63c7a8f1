import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getPlanSchema, validatePlan } from "#contracts/plan.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";
import { useDebounced } from "./use-debounced.ts";

/** Has the server check what is typed, after a pause in typing. Saves nothing. */
export function usePlanCheck(source: string, databaseId: string | null) {
  const settled = useDebounced(source);
  const check = useQuery({
    queryKey: keys.plans.check(settled, databaseId),
    queryFn: ({ signal }) =>
      call(validatePlan, { body: { source: settled, ...(databaseId ? { databaseId } : {}) } }, { signal }),
    enabled: settled.trim() !== "",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
    retry: false,
  });
  return { ...check, isBehind: settled !== source || check.isFetching };
}

export function usePlanSchema() {
  return useQuery({
    queryKey: keys.plans.schema,
    queryFn: ({ signal }) => call(getPlanSchema, {}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
