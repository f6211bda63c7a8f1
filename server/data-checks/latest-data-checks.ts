import type { DataCheckRun } from "#contracts/data-check.ts";
import type { Needs } from "#server/container.ts";
import { dataChecksOf } from "./data-check-repository.ts";
import { toDataCheckRun } from "./to-data-check-run.ts";

/** The newest checks of a revision on each database: what an approver is shown. */
export async function latestDataChecks(
  { prisma }: Needs<"prisma">,
  migrationId: string,
  revision: number,
): Promise<readonly DataCheckRun[]> {
  const runs = await dataChecksOf(prisma, migrationId, revision);
  const byDatabase = Map.groupBy(runs, ({ databaseId }) => databaseId);
  return [...byDatabase.values()].flatMap(([newest]) => (newest ? [toDataCheckRun(newest)] : []));
}
