import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/overview.ts";
import { getOverview } from "#server/overview/get-overview.ts";

export const GET = operationRoute(contract.getOverview, ({ actor, deps }) => getOverview(deps, { actor }));
