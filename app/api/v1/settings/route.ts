import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/overview.ts";
import { changeSettings } from "#server/settings/change-settings.ts";
import { getSettings } from "#server/settings/get-settings.ts";

export const GET = operationRoute(contract.getSettings, ({ actor, deps }) => getSettings(deps, { actor }));
export const PATCH = operationRoute(contract.changeSettings, ({ body, actor, deps }) =>
  changeSettings(deps, { actor, ...body }),
);
