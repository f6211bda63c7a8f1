import { expect } from "vitest";
import { pauseRollout } from "#server/rollouts/pause-rollout.ts";
import { see, until, type World } from "./rollouts.ts";

const INSIDE = "(s.lo_key = '[]' OR c.id > (s.lo_key::jsonb ->> 0)::int) AND c.id <= (s.pos_key::jsonb ->> 0)::int";

/**
 * Pauses a backfill of `n = n + 1` and compares every row with the checkpoints in the target: changed once where one of
 * them has passed, never anywhere else, however often ranges were cut, taken over or claimed.
 */
export async function expectEachRowOnce(world: World, id: string, timeout = 90_000): Promise<void> {
  await pauseRollout(world.deps, { actor: world.operator.actor, rolloutId: id, reason: "" });
  await until(world, id, "paused", timeout);
  const wrong = await world.target.exec(
    `SELECT c.id, c.n FROM city c
      WHERE c.n <> (SELECT count(*) FROM sluice.backfill_shard s WHERE s.pos_key <> '[]' AND s.pos_key <> s.lo_key AND ${INSIDE}) LIMIT 5`,
  );
  expect(wrong).toEqual([]);
  const [[shards], [rows]] = await Promise.all([
    world.target.exec(
      "SELECT sum(rows_changed)::int AS changed, sum(rows_scanned)::int AS scanned FROM sluice.backfill_shard",
    ),
    world.target.exec("SELECT sum(n)::int AS changed FROM city"),
  ]);
  expect(rows?.changed).toBe(shards?.changed);
  const [backfill] = (await see(world, id)).backfills;
  expect(backfill).toMatchObject({ rowsChanged: shards?.changed, rowsScanned: shards?.scanned });
}
