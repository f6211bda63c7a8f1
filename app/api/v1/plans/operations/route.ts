import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/plan-expansion.ts";
import { listOperations } from "#server/plans/list-operations.ts";

export const GET = operationRoute(contract.listOperations, async ({ actor }) => listOperations({ actor }));
