import type { BREAK_GLASS_STATES, BreakGlass } from "#contracts/break-glass.ts";
import type { BreakGlassRow } from "./break-glass-repository.ts";

type State = (typeof BREAK_GLASS_STATES)[number];

/** Where it stands: follows from its times alone. */
export function stateOfGlass({ confirmedAt, confirmBy, until, endedAt, reviewedAt }: BreakGlassRow, now: Date): State {
  if (reviewedAt) return "closed";
  if (!confirmedAt || !until) return endedAt || confirmBy <= now ? "lapsed" : "asked";
  return endedAt || until <= now ? "review" : "open";
}

export const toBreakGlass = (row: BreakGlassRow, now: Date): BreakGlass => ({
  id: row.id,
  migrationId: row.migrationId,
  migrationTitle: row.migrationTitle,
  databaseId: row.databaseId,
  databaseName: row.databaseName,
  revision: row.revision,
  digest: row.digest,
  state: stateOfGlass(row, now),
  reason: row.reason,
  minutes: row.minutes,
  requestedById: row.requestedById,
  requestedByName: row.requestedByName,
  requestedAt: row.requestedAt.toISOString(),
  confirmBy: row.confirmBy.toISOString(),
  confirmedById: row.confirmedById,
  confirmedByName: row.confirmedByName,
  until: row.until?.toISOString() ?? null,
  endedByName: row.endedByName,
  rolloutId: row.rolloutId,
  review:
    row.review && row.reviewedByName && row.reviewedAt
      ? { text: row.review, byName: row.reviewedByName, at: row.reviewedAt.toISOString() }
      : null,
});
