import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/forecast.ts";
import { getRolloutForecast } from "#server/forecasts/get-rollout-forecast.ts";

export const GET = operationRoute(contract.getRolloutForecast, ({ params, actor, deps }) =>
  getRolloutForecast(deps, { actor, rolloutId: params.rolloutId }),
);
