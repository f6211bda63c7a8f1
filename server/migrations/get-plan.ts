import type { PlanView } from "#contracts/plan.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { checkPlanText } from "#server/plans/check-plan-text.ts";
import { planRefused } from "#server/plans/refuse-plan.ts";
import { withUnreportedApplications } from "#server/plans/unreported-applications.ts";
import { viewPlan } from "#server/plans/view-plan.ts";
import { getMigrationRow, getRevisionRow } from "./migration-repository.ts";

/** The plan of a revision as its reviewer reads it; with a database also its names and sizes. */
export async function getPlan(
  deps: Needs<"prisma" | "targets" | "now">,
  input: {
    readonly actor: Actor;
    readonly migrationId: string;
    readonly databaseId?: string | undefined;
    readonly revision?: number | undefined;
  },
): Promise<PlanView> {
  assertCan(input.actor, "migration.read");
  const row = await getMigrationRow(deps.prisma, input.migrationId);
  const { source } = await getRevisionRow(deps.prisma, row.id, input.revision ?? row.revision);
  const checked = await withUnreportedApplications(
    deps,
    await checkPlanText(deps, { text: source, databaseId: input.databaseId }),
  );
  const { plan, findings } = checked;
  // It was readable when it was saved: this version of Sluice reads plans more strictly.
  if (!plan) throw planRefused(findings, "The plan cannot be read any more.");
  return await viewPlan({ ...checked, plan }, deps.targets.engine(plan.document.engine), deps.now());
}
