"use client";

import { useQuery } from "@tanstack/react-query";
import { CloudSun } from "lucide-react";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { getRolloutForecast } from "#contracts/forecast.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";
import { ForecastActual } from "./forecast-actual.tsx";

/** What was forecast of a rollout, beside what its steps take. Nothing where no forecast was kept. */
export function ForecastCard({ rolloutId }: { rolloutId: string }) {
  const { data } = useQuery({
    queryKey: keys.rollouts.forecast(rolloutId),
    queryFn: ({ signal }) => call(getRolloutForecast, { params: { rolloutId } }, { signal }),
  });
  if (!data?.forecast) return null;
  return (
    <Card aria-labelledby="forecast-title">
      <CardHeader>
        <CardTitle id="forecast-title">
          <CloudSun aria-hidden className="size-4 text-muted-foreground" />
          Forecast and actual
        </CardTitle>
      </CardHeader>
      <ForecastActual forecast={data.forecast} />
    </Card>
  );
}
