import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/person.ts";
import { revokeToken } from "#server/people/revoke-token.ts";

export const DELETE = operationRoute(contract.revokeToken, ({ params, actor, deps }) =>
  revokeToken(deps, { actor, ...params }),
);
