import type { ShadowRun } from "#contracts/shadow-run.ts";
import type { Needs } from "#server/container.ts";
import { shadowRunsOf } from "./shadow-run-repository.ts";
import { toShadowRun } from "./to-shadow-run.ts";

/** The newest shadow run of a revision that has a result, for an approver's evidence; of one database where it is named. */
export async function latestShadowRun(
  { prisma }: Needs<"prisma">,
  migrationId: string,
  revision: number,
  databaseId?: string,
): Promise<ShadowRun | null> {
  const runs = await shadowRunsOf(prisma, migrationId, revision);
  const done = runs.find((it) => it.state === "done" && (databaseId === undefined || it.databaseId === databaseId));
  return done ? toShadowRun(done) : null;
}
