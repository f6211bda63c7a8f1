import type { OperationResponse } from "#contracts/define-operation.ts";
import type * as contract from "#contracts/plan.ts";
import { countsAgainst } from "#core/domain/counts-against.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { checkPlanText } from "./check-plan-text.ts";
import { withUnreportedApplications } from "./unreported-applications.ts";
import { viewPlan } from "./view-plan.ts";

/** Checks a plan document and shows it as a reviewer would see it; saves nothing. */
export async function validatePlan(
  deps: Needs<"targets" | "prisma" | "now">,
  input: { readonly actor: Actor; readonly source: string; readonly databaseId?: string | undefined },
): Promise<OperationResponse<typeof contract.validatePlan>> {
  assertCan(input.actor, "migration.read");
  const { source: text, databaseId } = input;
  const checked = await withUnreportedApplications(deps, await checkPlanText(deps, { text, databaseId }));
  const { plan, findings } = checked;
  return {
    valid: !findings.some(countsAgainst("error")),
    findings: [...findings],
    plan: plan ? await viewPlan({ ...checked, plan }, deps.targets.engine(plan.document.engine), deps.now()) : null,
  };
}
