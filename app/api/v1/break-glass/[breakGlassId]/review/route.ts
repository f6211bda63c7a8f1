import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/break-glass.ts";
import { reviewBreakGlass } from "#server/break-glass/review-break-glass.ts";

export const POST = operationRoute(contract.reviewBreakGlass, ({ params, body, actor, deps }) =>
  reviewBreakGlass(deps, { actor, ...params, ...body }),
);
