import { expect } from "@playwright/test";
import { registerDatabase } from "#contracts/database.ts";
import { createMigration, reviewMigration, submitMigration } from "#contracts/migration.ts";
import { cancelRollout, getRollout, listRollouts, type Rollout, startRollout } from "#contracts/rollout.ts";
import { isOpen } from "#core/domain/run-state.ts";
import { localApi } from "./stack.ts";
import type { Target } from "./target.ts";

/** Registers a target under its own name. */
export const register = ({ name, url }: Pick<Target, "name" | "url">) =>
  localApi().call(registerDatabase, { body: { name, environment: "staging", target: { url } } });

/** A migration as it stands after review, for one database. */
export async function approve(source: string, databaseId: string) {
  const api = localApi();
  const { id: migrationId, digest } = await api.call(createMigration, { body: { source } });
  const params = { migrationId };
  await api.call(submitMigration, { params, body: { databaseId } });
  return api.call(reviewMigration, { params, body: { decision: "approve", digest } });
}

/** Everything before the control room, by the API: for specs that are about what comes then. */
export async function start(target: Target, source: string): Promise<Rollout> {
  const { id: databaseId } = await register(target);
  const { id: migrationId, digest } = await approve(source, databaseId);
  return localApi().call(startRollout, { body: { migrationId, databaseId, digest } });
}

export const rolloutNow = (rolloutId: string) => localApi().call(getRollout, { params: { rolloutId } });

/** A failed test must not leave a backfill running under the next one. */
export async function cancelOpenRollouts(databaseName: string): Promise<void> {
  const api = localApi();
  const { items } = await api.call(listRollouts, { query: { state: "open" } });
  for (const { id: rolloutId } of items.filter((it) => it.databaseName === databaseName)) {
    await api
      .call(cancelRollout, { params: { rolloutId }, body: { reason: "The test is over" } })
      .catch(() => undefined);
    await expect.poll(async () => isOpen((await rolloutNow(rolloutId)).state), { timeout: 60_000 }).toBe(false);
  }
}
