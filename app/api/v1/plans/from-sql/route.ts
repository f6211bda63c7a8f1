import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/plan.ts";
import { planFromSql } from "#server/plans/plan-from-sql.ts";

export const POST = operationRoute(contract.planFromSql, ({ body, actor, deps }) =>
  planFromSql(deps, { actor, ...body }),
);
