import type { Database } from "#prisma/client/client.ts";
import type { Needs } from "#server/container.ts";
import { markReachable, markUnreachable } from "./database-repository.ts";

/** Writes down that a database cannot be reached (and why), or can again. The first "since" is kept. */
export async function noteReachability(
  deps: Needs<"prisma" | "feed" | "now">,
  row: Database,
  reason: string | null,
): Promise<void> {
  const hasChanged =
    reason === null
      ? await markReachable(deps.prisma, row.id)
      : await markUnreachable(deps.prisma, row.id, reason, deps.now());
  if (hasChanged) await deps.feed.publish({ type: "database.changed", databaseId: row.id });
}
