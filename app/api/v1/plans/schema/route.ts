import { publicOperationRoute } from "#app/api/_lib/public-operation-route.ts";
import * as contract from "#contracts/plan.ts";
import { planSchema } from "#contracts/plan-json-schema.ts";

export const GET = publicOperationRoute(contract.getPlanSchema, async () => ({ result: planSchema() }));
