import { publicOperationRoute } from "#app/api/_lib/public-operation-route.ts";
import * as contract from "#contracts/person.ts";
import { acceptInvite } from "#server/people/accept-invite.ts";

export const POST = publicOperationRoute(contract.acceptInvite, async ({ body, headers, deps }) => {
  const { userId, headers: cookies } = await acceptInvite(deps, { ...body, headers });
  return { result: { userId }, headers: cookies };
});
