import { publicOperationRoute } from "#app/api/_lib/public-operation-route.ts";
import * as contract from "#contracts/person.ts";
import { setUpOwner } from "#server/people/set-up-owner.ts";

export const POST = publicOperationRoute(contract.setUpOwner, async ({ body, headers, deps }) => {
  const { userId, headers: cookies } = await setUpOwner(deps, { ...body, headers });
  return { result: { userId }, headers: cookies };
});
