import type { ShardCheckpoint } from "#core/engines/backfill-store.ts";
import { SYSTEM } from "#server/auth/actor.ts";
import type { Needs } from "#server/container.ts";
import { addRunEvent } from "#server/rollouts/run-repository.ts";
import type { BackfillRecord } from "./backfill-record.ts";
import { addCutShards, reopenShard } from "./shard-repository.ts";

/**
 * Brings the control database to what the target says: ranges that a cut made, and ranges that are open again because
 * a failover lost their last commits. `before` was read before the checkpoints.
 */
export async function noteCheckpoints(
  { prisma, log }: Needs<"prisma" | "log">,
  before: BackfillRecord,
  checkpoints: readonly ShardCheckpoint[],
): Promise<void> {
  const unknown = checkpoints.some(({ shardNo }) => !before.shards.some((it) => it.shardNo === shardNo));
  if (unknown) await addCutShards(prisma, before.id, checkpoints);
  for (const checkpoint of checkpoints) {
    const seen = before.shards.find(({ shardNo }) => shardNo === checkpoint.shardNo);
    if (!seen || seen.state === "open" || checkpoint.state === "done") continue;
    if (!(await reopenShard(prisma, before.id, checkpoint))) continue;
    const message = `Range ${checkpoint.shardNo} was complete and is not any more: the database lost its newest commits, as a failover may. Its rows went back with it; it goes on from there`;
    log.warn({ backfillId: before.id, shardNo: checkpoint.shardNo }, "the target is behind what was seen of it");
    const event = { byName: SYSTEM.name, kind: "backfill.target_behind", message, stepId: before.stepId };
    await addRunEvent(prisma, before.runId, { ...event, severity: "warning" });
  }
}
