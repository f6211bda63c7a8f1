import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/database.ts";
import { getActivity } from "#server/databases/get-activity.ts";

export const GET = operationRoute(contract.getActivity, ({ params, actor, deps }) =>
  getActivity(deps, { actor, ...params }),
);
