import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/audit.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";

export const POST = operationRoute(contract.verifyAudit, ({ body, actor, deps }) =>
  verifyAudit(deps, { actor, head: body.head ?? null }),
);
