import { publicOperationRoute } from "#app/api/_lib/public-operation-route.ts";
import * as contract from "#contracts/person.ts";
import { inspectSetup } from "#server/people/inspect-setup.ts";

export const POST = publicOperationRoute(contract.inspectSetup, async ({ body, deps }) => ({
  result: await inspectSetup(deps, body.token),
}));
