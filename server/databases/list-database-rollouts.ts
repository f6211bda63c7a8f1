import type { z } from "zod";
import type { databaseRollout } from "#contracts/database.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getDatabaseRow, listRunsOn } from "./database-repository.ts";

/** The newest hundred rollouts on a database. */
export async function listDatabaseRollouts(
  deps: Needs<"prisma">,
  input: { readonly actor: Actor; readonly databaseId: string },
): Promise<{ items: z.output<typeof databaseRollout>[] }> {
  assertCan(input.actor, "database.read");
  const { id } = await getDatabaseRow(deps.prisma, input.databaseId);
  const runs = await listRunsOn(deps.prisma, id);
  const items = runs.map(({ rolloutId, rollout, state, startedAt, finishedAt }) => ({
    rolloutId,
    migrationId: rollout.migrationId,
    migrationTitle: rollout.migration.title,
    state,
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    startedByName: rollout.startedByName,
  }));
  return { items };
}
