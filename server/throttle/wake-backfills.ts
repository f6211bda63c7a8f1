import { scheduleSlices } from "#server/backfills/schedule-slices.ts";
import type { Container } from "#server/container.ts";
import { runningBackfills } from "./throttle-repository.ts";

/** What may run has changed: slices look at once, and those that stood still begin. */
export async function wakeBackfills(
  deps: Container,
  where: { readonly databaseId?: string; readonly environment?: string },
): Promise<void> {
  const running = await runningBackfills(deps.prisma, where);
  await Promise.all(running.map(({ id }) => deps.signals.nudge(id)));
  for (const databaseId of new Set(running.map((it) => it.databaseId))) await scheduleSlices(deps, databaseId);
}
