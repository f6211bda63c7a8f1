import { useQuery } from "@tanstack/react-query";
import { applySaferForm, type Finding } from "#contracts/plan.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

/** The plan as the safer form of a finding would have it. Nothing is saved by asking. */
export function useSaferForm(source: string, finding: Finding | null) {
  const { step, saferForm: form } = finding ?? {};
  return useQuery({
    queryKey: keys.plans.saferForm(source, step ?? null, form ?? null),
    queryFn: ({ signal }) =>
      step && form
        ? call(applySaferForm, { body: { source, step, form } }, { signal })
        : Promise.reject(new Error("No form")),
    enabled: step !== undefined && form !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  });
}
