import type { Need } from "#contracts/overview.ts";
import type { RolloutSummary } from "#contracts/rollout.ts";
import { may } from "#core/domain/policy.ts";
import type { Actor } from "#server/auth/actor.ts";
import type { OpenPlan } from "./overview-repository.ts";

export interface Situation {
  readonly actor: Actor;
  readonly singlePersonMode: boolean;
  readonly inReview: readonly OpenPlan[];
  readonly toStart: readonly OpenPlan[];
  readonly running: readonly RolloutSummary[];
  readonly counts: { readonly databases: number; readonly migrations: number };
}

/** What waits for this person, by their role: the most urgent first. */
export function needsOf(situation: Situation): Need[] {
  const { actor, inReview, toStart, running } = situation;
  const reviewable = inReview.filter(
    (plan) => situation.singlePersonMode || plan.authorId === null || plan.authorId !== actor.userId,
  );
  return [
    ...(may(actor.role, "rollout.control") ? running.filter(isFailed).map(failedNeed) : []),
    ...(may(actor.role, "rollout.gate") ? running.flatMap(gateNeeds) : []),
    ...(may(actor.role, "rollout.waive") ? running.flatMap(setAsideNeeds) : []),
    ...(may(actor.role, "migration.review") ? reviewable.map(reviewNeed) : []),
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
    .filter(({ code }) => code === "gate")
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

const planNeed = (kind: "review" | "start", { id, since }: OpenPlan, title: string, detail: string): Need => ({
  kind,
  title,
  detail,
  href: `/migrations/${id}`,
  since: since.toISOString(),
});

const reviewNeed = (plan: OpenPlan): Need =>
  planNeed(
    "review",
    plan,
    `Review ${plan.title}`,
    `Revision ${plan.revision} by ${plan.authorName} waits for a decision.`,
  );

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
    return [hint("Write a migration", "From a plan document or a pasted SQL script.", "/migrations/new")];
  }
  return [];
}
