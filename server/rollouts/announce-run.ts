import type { Needs } from "#server/container.ts";
import type { RunRecord } from "./run-record.ts";

/** Tells browsers that the rollout changed; they fetch it. */
export async function announceRun(
  { feed }: Needs<"feed">,
  run: Pick<RunRecord, "rolloutId" | "migrationId" | "databaseId">,
): Promise<void> {
  const { rolloutId, migrationId, databaseId } = run;
  await feed.publish({ type: "rollout.changed", rolloutId, migrationId, databaseId });
}
