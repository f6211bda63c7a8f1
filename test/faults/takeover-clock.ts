import { setTimeout as wait } from "node:timers/promises";
import type { Container } from "#server/container.ts";
import type { CheckpointWatch, SeenShard } from "./checkpoint-watch.ts";

/** A shard that somebody works on, by the control database. */
export interface HeldShard {
  readonly shardNo: number;
  readonly pid: number;
}

/** Who holds leases now; empty also while the control database is away. */
export async function heldShards({ prisma }: Container, databaseId: string): Promise<readonly HeldShard[]> {
  const rows = await prisma.$queryRaw<{ shardNo: number; owner: string }[]>`
    SELECT s."shardNo", s.owner FROM "BackfillShard" s
      JOIN "Backfill" b ON b.id = s."backfillId"
     WHERE b."databaseId" = ${databaseId}::uuid AND s.state = 'open' AND s."leaseUntil" > clock_timestamp() AND s.owner IS NOT NULL
     ORDER BY s."shardNo"`.catch(() => []);
  return rows.map(({ shardNo, owner }) => ({ shardNo, pid: Number(/-(\d+)#/.exec(owner)?.[1] ?? 0) }));
}

/** Longer than anything that counts as a takeover. */
const GIVE_UP_MS = 90_000;

/**
 * Seconds from now until each shard that a lost worker held has had a batch of another worker. A shard that its worker
 * had finished has none.
 */
export async function takeovers(
  watch: CheckpointWatch,
  held: readonly HeldShard[],
  over: AbortSignal,
): Promise<readonly number[]> {
  const since = performance.now();
  const before = watch.shards.filter(({ shardNo, isDone }) => !isDone && held.some((it) => it.shardNo === shardNo));
  const left = new Map(before.map((shard) => [idOf(shard), shard]));
  const seconds: number[] = [];
  while (left.size > 0 && !over.aborted && performance.now() - since < GIVE_UP_MS) {
    await wait(20);
    for (const now of watch.shards) {
      const then = left.get(idOf(now));
      if (!then || now.batches === then.batches) continue;
      // A batch that was under way at the moment of the fault is the old worker's own.
      if (now.epoch > then.epoch) seconds.push((performance.now() - since) / 1000);
      if (now.epoch > then.epoch || now.isDone) left.delete(idOf(now));
    }
  }
  return seconds;
}

const idOf = ({ runId, shardNo }: SeenShard): string => `${runId} ${shardNo}`;
