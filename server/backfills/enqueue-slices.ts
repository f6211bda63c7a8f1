import type { Needs } from "#server/container.ts";
import { findBackfill, raiseShardNudge } from "./backfill-repository.ts";

/** BullMQ ids must not hold a colon; the nudge makes sure that no earlier job swallows this one. */
export const sliceJobId = (shardId: string, epoch: bigint, nudge: number): string => `${shardId}-${epoch}-${nudge}`;

/** The next slice of a shard. */
export async function enqueueSlice({ prisma, queue }: Needs<"prisma" | "queue">, shardId: string): Promise<void> {
  const { epoch, nudge } = await raiseShardNudge(prisma, shardId);
  await queue.add("backfill.slice", { shardId }, { jobId: sliceJobId(shardId, epoch, nudge) });
}

/** A slice for every shard of the backfill that is not done. */
export async function enqueueSlices(deps: Needs<"prisma" | "queue">, backfillId: string): Promise<void> {
  const backfill = await findBackfill(deps.prisma, backfillId);
  for (const shard of backfill?.shards ?? []) {
    if (shard.state === "open") await enqueueSlice(deps, shard.id);
  }
}
