import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/throttle.ts";
import { listHolds } from "#server/holds/list-holds.ts";
import { placeHold } from "#server/holds/place-hold.ts";

export const GET = operationRoute(contract.listHolds, ({ actor, deps }) => listHolds(deps, { actor }));
export const POST = operationRoute(contract.placeHold, ({ body, actor, deps }) =>
  placeHold(deps, { actor, what: body }),
);
