import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/set-aside.ts";
import { exportSetAside } from "#server/set-aside/export-set-aside.ts";

export const GET = operationRoute(
  contract.exportSetAside,
  ({ params, query, actor, deps }) => exportSetAside(deps, { actor, ...params, query }),
  ({ params }) => ({ type: "text/csv", fileName: `set-aside-${params.backfillId}.csv` }),
);
