import type { BreakGlass } from "#contracts/break-glass.ts";
import type { OperationResponse } from "#contracts/define-operation.ts";
import type { listApprovals, Need } from "#contracts/overview.ts";
import type { RolloutSummary } from "#contracts/rollout.ts";
import { STAGE_LABELS } from "#core/domain/approvals/stage.ts";
import { may } from "#core/domain/policy.ts";
import type { Actor } from "#server/auth/actor.ts";
import type { OpenPlan } from "./overview-repository.ts";

export interface Situation {
  readonly actor: Actor;
  readonly approvals: Pick<OperationResponse<typeof listApprovals>, "mine" | "stages">;
  readonly glass: readonly BreakGlass[];
  readonly toStart: readonly OpenPlan[];
  readonly running: readonly RolloutSummary[];
  readonly counts: { readonly databases: number; readonly migrations: number };
}

/** What waits for this person, by their role: the most urgent first. */
export function needsOf(situation: Situation): Need[] {
  const { actor, approvals, glass, toStart, running } = situation;
  return [
    // For everybody: who may do nothing about it should know all the same.
    ...glass.flatMap((it) => glassNeeds(it, actor)),
    ...(may(actor.role, "rollout.control") ? running.filter(isFailed).map(failedNeed) : []),
    ...(may(actor.role, "rollout.gate") ? running.flatMap(gateNeeds) : []),
    ...(may(actor.role, "rollout.waive") ? running.flatMap(setAsideNeeds) : []),
    ...(may(actor.role, "rollout.approve") ? approvals.stages.filter(({ isMine }) => isMine).map(stageNeed) : []),
    ...(may(actor.role, "migration.review") ? approvals.mine.map(reviewNeed) : []),
    ...(may(actor.role, "rollout.start") ? toStart.map(startNeed) : []),
    ...setupNeeds(situation),
  ];
}

const isFailed = ({ state }: RolloutSummary): boolean => state === "failed" || state === "rollback_failed";

const failedNeed = (rollout: RolloutSummary): Need => ({
  kind: "failed",
  title: `${rollout.migrationTitle} failed on ${rollout.databaseName}`,
  detail: rollout.headline,
  href: `/rollouts/${rollout.id}`,
  since: rollout.waiting[0]?.since ?? rollout.startedAt,
});

const gateNeeds = (rollout: RolloutSummary): Need[] =>
  rollout.waiting
    // One that only waits for applications opens by itself.
    .filter(({ code, detail }) => code === "gate" && detail?.waitsFor !== "applications")
    .map(({ message, since }) => ({
      kind: "gate",
      title: `${rollout.migrationTitle} waits at a gate on ${rollout.databaseName}`,
      detail: message,
      href: `/rollouts/${rollout.id}`,
      since,
    }));

const setAsideNeeds = (rollout: RolloutSummary): Need[] =>
  rollout.waiting
    .filter(({ code }) => code === "set_aside")
    .map(({ message, since }) => ({
      kind: "set_aside",
      title: `${rollout.migrationTitle} waits for set-aside rows on ${rollout.databaseName}`,
      detail: message,
      href: `/rollouts/${rollout.id}`,
      since,
    }));

const planNeed = (kind: "start", { id, since }: OpenPlan, title: string, detail: string): Need => ({
  kind,
  title,
  detail,
  href: `/migrations/${id}`,
  since: since.toISOString(),
});

const reviewNeed = (plan: Situation["approvals"]["mine"][number]): Need => ({
  kind: "review",
  title: `Review ${plan.title}`,
  detail: `Revision ${plan.revision} by ${plan.authorName} waits for a decision. ${plan.asks}`.trim(),
  href: `/migrations/${plan.id}?tab=review`,
  since: plan.updatedAt,
});

const stageNeed = (it: Situation["approvals"]["stages"][number]): Need => ({
  kind: "stage",
  title: `${STAGE_LABELS[it.stage]}: ${it.title} waits for your approval on ${it.databaseName}`,
  detail: it.asks,
  href: `/rollouts/${it.rolloutId}`,
  since: it.since,
});

/** Asked for: who may confirm. Without a review: whoever took no part, and everybody else to know. */
function glassNeeds(glass: BreakGlass, { role }: Actor): Need[] {
  const where = `${glass.migrationTitle} on ${glass.databaseName}`;
  const by = `${glass.requestedByName}${glass.confirmedByName ? ` and ${glass.confirmedByName}` : ""}`;
  const need = (title: string, detail: string): Need[] => [
    { kind: "break_glass", title, detail, href: `/approvals#glass-${glass.id}`, since: glass.requestedAt },
  ];
  if (glass.state === "asked")
    return may(role, "breakglass.confirm") ? need(`Confirm broken glass: ${where}`, `${by}: ${glass.reason}`) : [];
  if (glass.state === "review") return need(`Review of broken glass is missing: ${where}`, `${by}: ${glass.reason}`);
  return need(`The glass is broken: ${where}`, `${by}, until ${glass.until?.slice(11, 16)} UTC: ${glass.reason}`);
}

const startNeed = (plan: OpenPlan): Need =>
  planNeed(
    "start",
    plan,
    `Start ${plan.title}`,
    `Revision ${plan.revision} is approved and no rollout of it was started.`,
  );

function setupNeeds({ actor, counts }: Situation): Need[] {
  const hint = (title: string, detail: string, href: string): Need => ({
    kind: "setup",
    title,
    detail,
    href,
    since: null,
  });
  if (counts.databases === 0 && may(actor.role, "database.write")) {
    return [hint("Register a database", "Sluice has no database to work on yet.", "/databases/new")];
  }
  if (counts.migrations === 0 && may(actor.role, "migration.write")) {
    return [
      hint(
        "Write a migration",
        "From ready-made operations, a plan document or a pasted SQL script.",
        "/migrations/new?from=operations",
      ),
    ];
  }
  return [];
}
