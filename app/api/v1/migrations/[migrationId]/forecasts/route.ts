import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/forecast.ts";
import { listForecasts } from "#server/forecasts/list-forecasts.ts";
import { startForecast } from "#server/forecasts/start-forecast.ts";

export const GET = operationRoute(contract.listForecasts, ({ params, actor, deps }) =>
  listForecasts(deps, { actor, migrationId: params.migrationId }),
);
export const POST = operationRoute(contract.startForecast, ({ params, body, actor, deps }) =>
  startForecast(deps, { actor, migrationId: params.migrationId, ...body }),
);
