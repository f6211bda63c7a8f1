import { publicOperationRoute } from "#app/api/_lib/public-operation-route.ts";
import * as contract from "#contracts/overview.ts";
import { checkHealth } from "#server/settings/check-health.ts";

export const GET = publicOperationRoute(contract.getHealth, async ({ deps }) => {
  const health = await checkHealth(deps);
  // Load balancers look at the status alone.
  return { result: health, status: health.ok ? 200 : 503 };
});
