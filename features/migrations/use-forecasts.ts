import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { listForecasts, startForecast } from "#contracts/forecast.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

export const useForecasts = (migrationId: string) =>
  useQuery({
    queryKey: keys.migrations.forecasts(migrationId),
    queryFn: ({ signal }) => call(listForecasts, { params: { migrationId } }, { signal }),
  });

export function useStartForecast(migrationId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (databaseId: string) => call(startForecast, { params: { migrationId }, body: { databaseId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.migrations.forecasts(migrationId) }),
    meta: { quiet: true },
  });
}
