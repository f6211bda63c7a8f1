import { publicOperationRoute } from "#app/api/_lib/public-operation-route.ts";
import * as contract from "#contracts/person.ts";
import { inspectInvite } from "#server/people/inspect-invite.ts";

export const POST = publicOperationRoute(contract.inspectInvite, async ({ body, deps }) => ({
  result: await inspectInvite(deps, body.token),
}));
