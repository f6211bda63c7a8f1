import type { BackfillLayout, BackfillSpec, ShardCheckpoint, ShardClaim } from "#core/engines/backfill-store.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";

export interface SessionRequest {
  readonly engine: Pick<Engine, "backfill" | "errors" | "capabilities">;
  /** Opens a direct session; called anew after each loss. */
  connect(): Promise<Connection>;
  readonly spec: BackfillSpec;
  readonly layout: BackfillLayout;
  readonly shardNo: number;
  /** Unique for each slice. */
  readonly worker: string;
  /** Told all checkpoints after each claim, before the first batch: a cut may have made new ones. */
  noted?(checkpoints: readonly ShardCheckpoint[]): Promise<void>;
  /** Told who held the shard's checkpoint and was ended for it. */
  freed?(owner: string): Promise<void>;
}

/** A session with a claim of its own. */
export interface Session {
  readonly connection: Connection;
  readonly claim: ShardClaim;
  readonly checkpoint: ShardCheckpoint;
}

/** Connects, makes sure that nothing changed, and claims. `done` where the shard is; `null` where it is gone. */
export async function openSession(
  request: SessionRequest,
  floor: bigint,
): Promise<Session | { readonly done: ShardCheckpoint } | null> {
  const { engine, spec, layout, shardNo } = request;
  const connection = await request.connect();
  try {
    await engine.backfill.verifyUnchanged(connection, spec, layout);
    const claim = await claimFreed(request, connection, floor);
    const all = await engine.backfill.checkpoints(connection, spec.runId);
    await request.noted?.(all);
    const checkpoint = all.find((it) => it.shardNo === shardNo) ?? null;
    if (claim && checkpoint) return { connection, claim, checkpoint };
    await connection.close();
    return checkpoint?.state === "done" ? { done: checkpoint } : null;
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
}

/** A former owner that froze inside its transaction holds the checkpoint. Its lease has run out: its session is ended. */
async function claimFreed(request: SessionRequest, connection: Connection, floor: bigint): Promise<ShardClaim | null> {
  const { engine, spec, shardNo, worker } = request;
  const claim = () => engine.backfill.claim(connection, { runId: spec.runId, shardNo, floor, worker });
  try {
    return await claim();
  } catch (error) {
    if (engine.errors.classify(error) !== "lock-wait") throw error;
    const owner = await engine.backfill.freeOwner(connection, { runId: spec.runId, shardNo });
    if (owner !== null) await request.freed?.(owner);
    return await claim();
  }
}
