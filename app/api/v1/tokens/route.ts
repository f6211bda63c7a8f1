import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/person.ts";
import { createToken } from "#server/people/create-token.ts";
import { listTokens } from "#server/people/list-tokens.ts";

export const GET = operationRoute(contract.listTokens, ({ actor, deps }) => listTokens(deps, { actor }));
export const POST = operationRoute(contract.createToken, ({ body, actor, deps }) =>
  createToken(deps, { actor, ...body }),
);
