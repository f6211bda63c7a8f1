import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/person.ts";
import { describeMe } from "#server/people/describe-me.ts";

export const GET = operationRoute(contract.getMe, ({ actor, via, deps }) => describeMe(deps, { actor, via }));
