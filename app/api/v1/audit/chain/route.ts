import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/audit.ts";
import { getAuditChain } from "#server/audit/get-audit-chain.ts";

export const GET = operationRoute(contract.getAuditChain, ({ actor, deps }) => getAuditChain(deps, { actor }));
