import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/audit.ts";
import { listAuditFacets } from "#server/audit/list-audit-facets.ts";

export const GET = operationRoute(contract.listAuditFacets, ({ actor, deps }) => listAuditFacets(deps, { actor }));
