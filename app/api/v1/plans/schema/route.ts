import { publicOperationRoute } from "#app/api/_lib/public-operation-route.ts";
import * as contract from "#contracts/plan.ts";
import { planSchemaWithExamples } from "#server/plans/plan-schema-with-examples.ts";

export const GET = publicOperationRoute(contract.getPlanSchema, async () => ({ result: planSchemaWithExamples() }));
