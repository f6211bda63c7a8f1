import { useQuery } from "@tanstack/react-query";
import { listOperations } from "#contracts/plan-expansion.ts";
import { call } from "../../api.ts";
import { keys } from "../../keys.ts";

/** The ready-made operations, as this version of Sluice has them. */
export function useOperations() {
  return useQuery({
    queryKey: keys.plans.operations,
    queryFn: ({ signal }) => call(listOperations, {}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
