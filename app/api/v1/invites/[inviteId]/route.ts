import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/person.ts";
import { revokeInvite } from "#server/people/revoke-invite.ts";

export const DELETE = operationRoute(contract.revokeInvite, ({ params, actor, deps }) =>
  revokeInvite(deps, { actor, ...params }),
);
