import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { type DryRunRecord, dryRunsOf } from "#server/dry-runs/dry-run-repository.ts";
import { toDryRun } from "#server/dry-runs/to-dry-run.ts";
import { getRolloutForecast } from "#server/forecasts/get-rollout-forecast.ts";
import { getRollout } from "./get-rollout.ts";
import { listRolloutEvents } from "./list-rollout-events.ts";
import { sumSlowdowns } from "./slowdown-repository.ts";
import { writeReport } from "./write-report.ts";

const MOST_EVENTS = 200;

/** The rollout in Markdown, to be filed with the change ticket. */
export async function getReport(
  deps: Needs<"prisma" | "now">,
  { actor, rolloutId }: { readonly actor: Actor; readonly rolloutId: string },
): Promise<string> {
  assertCan(actor, "rollout.read");
  const rollout = await getRollout(deps, { actor, rolloutId });
  const { items, next } = await listRolloutEvents(deps, { actor, rolloutId, query: { limit: MOST_EVENTS } });
  const { prisma } = deps;
  const slowdowns = await sumSlowdowns(prisma, rollout.runId);
  const dryRuns = newestOf(await dryRunsOf(prisma, rollout.migrationId, rollout.revision), rollout.databaseId);
  const { forecast } = await getRolloutForecast(deps, { actor, rolloutId });
  const log = { events: items.toReversed(), hasEarlier: next !== null };
  return writeReport(rollout, log, { slowdowns, dryRuns: dryRuns.map(toDryRun), forecast }, deps.now());
}

/** Of each step: on this database before on another, and then the newest. */
function newestOf(dryRuns: readonly DryRunRecord[], databaseId: string): readonly DryRunRecord[] {
  const byStep = Map.groupBy(dryRuns, ({ stepId }) => stepId);
  return [...byStep.values()].flatMap((own) => own.find((it) => it.databaseId === databaseId) ?? own[0] ?? []);
}
