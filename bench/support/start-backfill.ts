import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Api, connectApi } from "#cli/api.ts";
import { registerDatabase } from "#contracts/database.ts";
import { createMigration, reviewMigration, submitMigration } from "#contracts/migration.ts";
import { startRollout } from "#contracts/rollout.ts";
import type { TemporaryStack } from "#scripts/gates/temporary-stack.ts";

export interface StartedBackfill {
  readonly api: Api;
  readonly databaseId: string;
  readonly rolloutId: string;
}

/** The API of a temporary stack, as its command line uses it. */
export const apiOf = ({ dataDir }: TemporaryStack): Api =>
  connectApi(JSON.parse(readFileSync(join(dataDir, "cli.json"), "utf8")));

/** Registers a target, has a plan approved, and starts it there. */
export async function startBackfill(
  api: Api,
  {
    name,
    url,
    plan,
    prepare,
  }: {
    readonly name: string;
    readonly url: string;
    readonly plan: string;
    /** Before the rollout begins. */
    readonly prepare?: (databaseId: string) => Promise<unknown>;
  },
): Promise<StartedBackfill> {
  const { id: databaseId } = await api.call(registerDatabase, { body: { name, target: { url } } });
  await prepare?.(databaseId);
  const { id: migrationId, digest } = await api.call(createMigration, { body: { source: plan } });
  const params = { migrationId };
  await api.call(submitMigration, { params, body: { databaseId } });
  await api.call(reviewMigration, { params, body: { decision: "approve", digest } });
  const { id: rolloutId } = await api.call(startRollout, { body: { migrationId, databaseId, digest } });
  return { api, databaseId, rolloutId };
}
