import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/person.ts";
import { invitePerson } from "#server/people/invite-person.ts";
import { listInvites } from "#server/people/list-invites.ts";

export const GET = operationRoute(contract.listInvites, ({ actor, deps }) => listInvites(deps, { actor }));
export const POST = operationRoute(contract.invitePerson, ({ body, actor, deps }) =>
  invitePerson(deps, { actor, ...body }),
);
