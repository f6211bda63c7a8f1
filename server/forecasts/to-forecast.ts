import type { Forecast, PlanForecast } from "#contracts/forecast.ts";
import type { PlanForecast as CorePlanForecast } from "#core/forecast/plan-forecast.ts";
import type { ForecastRecord } from "./forecast-repository.ts";

export const toPlanForecast = ({ steps, gaps, ...rest }: CorePlanForecast): PlanForecast => ({
  ...rest,
  gaps: [...gaps],
  steps: steps.map(({ blocks, holders, ...step }) => ({ ...step, blocks: [...blocks], holders: [...holders] })),
});

export const toForecast = ({ at, forecast, ...rest }: ForecastRecord): Forecast => ({
  ...rest,
  at: at.toISOString(),
  forecast: toPlanForecast(forecast),
});
