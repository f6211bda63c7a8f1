import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/person.ts";
import { listPeople } from "#server/people/list-people.ts";

export const GET = operationRoute(contract.listPeople, ({ actor, deps }) => listPeople(deps, { actor }));
