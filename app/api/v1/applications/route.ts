import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/application.ts";
import { listApplications } from "#server/applications/list-applications.ts";

export const GET = operationRoute(contract.listApplications, ({ actor, deps }) => listApplications(deps, { actor }));
