import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/overview.ts";
import { listApprovals } from "#server/migrations/list-approvals.ts";

export const GET = operationRoute(contract.listApprovals, ({ actor, deps }) => listApprovals(deps, { actor }));
