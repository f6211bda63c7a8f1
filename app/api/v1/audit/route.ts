import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/audit.ts";
import { listAudit } from "#server/audit/list-audit.ts";

export const GET = operationRoute(contract.listAudit, ({ query: { cursor, limit, ...filter }, actor, deps }) =>
  listAudit(deps, { actor, filter, cursor, limit }),
);
