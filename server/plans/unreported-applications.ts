import type { Finding } from "#core/domain/finding.ts";
import { findingAt } from "#core/plan/plan-check.ts";
import { stepsOf } from "#core/plan/steps-of.ts";
import { findSeenApplications } from "#server/applications/seen-repository.ts";
import type { Needs } from "#server/container.ts";
import type { CheckedPlan } from "./check-plan-text.ts";

/** With a note for each gate that waits for an application of which nothing was heard on this database. */
export async function withUnreportedApplications(
  { prisma, now }: Needs<"prisma" | "now">,
  checked: CheckedPlan,
): Promise<CheckedPlan> {
  const { plan, target, findings } = checked;
  if (!plan || !target) return checked;
  const { document, source } = plan;
  const asked = stepsOf(document).flatMap((placed) =>
    "gate" in placed.step
      ? Object.keys(placed.step.gate.applications ?? {}).map((application) => ({ placed, application }))
      : [],
  );
  if (asked.length === 0) return checked;
  const names = asked.map(({ application }) => application);
  const { databaseId, name } = target;
  const seen = await findSeenApplications(prisma, { names, databaseId, since: now() });
  const notes = asked
    .filter(({ application }) => !seen.has(application))
    .map(({ placed, application }): Finding => {
      const path = ["phases", placed.phase, placed.index, "gate", "applications", application];
      const message = `${application} has never reported for ${name}: this gate stays closed until it does`;
      const fix = "Let it send heartbeats before the rollout comes here (docs/applications.md).";
      const told = { rule: "application-not-reporting", severity: "note", message, fix } as const;
      return findingAt({ placed, source }, { path, key: true }, told);
    });
  return { ...checked, findings: [...findings, ...notes] };
}
