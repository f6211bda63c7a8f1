import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/audit.ts";
import { AUDIT_FORMATS, exportAudit } from "#server/audit/export-audit.ts";

export const GET = operationRoute(
  contract.exportAudit,
  ({ query: { format, ...filter }, actor, deps }) => exportAudit(deps, { actor, filter, format }),
  ({ query }) => AUDIT_FORMATS[query.format],
);
