import { operationRoute } from "#app/api/_lib/operation-route.ts";
import * as contract from "#contracts/overview.ts";
import { rotateSecrets } from "#server/settings/rotate-secrets.ts";

export const POST = operationRoute(contract.rotateSecrets, ({ actor, deps }) => rotateSecrets(deps, { actor }));
