import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/application.ts";
import { reportHeartbeat } from "#server/applications/report-heartbeat.ts";

export const POST = operationRoute(contract.reportHeartbeat, ({ params, body, actor, deps }) =>
  reportHeartbeat(deps, { actor, name: params.name, beat: body }),
);
