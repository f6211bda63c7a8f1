import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getRollout } from "./get-rollout.ts";
import { listRolloutEvents } from "./list-rollout-events.ts";
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
  return writeReport(rollout, { events: items.toReversed(), hasEarlier: next !== null }, deps.now());
}
