import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/person.ts";
import { changePerson } from "#server/people/change-person.ts";

export const PATCH = operationRoute(contract.changePerson, ({ params, body, actor, deps }) =>
  changePerson(deps, { actor, ...params, ...body }),
);
