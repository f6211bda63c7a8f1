import { randomUUID } from "node:crypto";
import type {
  BackfillLayout,
  BackfillSpec,
  BatchRequest,
  BatchResult,
  KeyText,
  ShardCheckpoint,
} from "../backfill-store.ts";
import type { VerifiedPage } from "../backfill-verifier.ts";
import type { Connection } from "../connection.ts";
import type { Engine } from "../engine.ts";
import { NO_KEY } from "../key-text.ts";

export interface Scene {
  readonly spec: BackfillSpec;
  readonly layout: BackfillLayout;
}

/** Lays a backfill out and writes its checkpoints into the target. */
export async function prepareBackfill(
  engine: Engine,
  connection: Connection,
  part: Pick<BackfillSpec, "table" | "set"> & {
    readonly where?: string | null;
    readonly keepOldValues?: boolean;
    readonly quiet?: boolean | undefined;
    readonly shards?: number;
  },
): Promise<Scene> {
  const { serverId } = await engine.introspector.probe(connection);
  const { shards = 1, ...asked } = part;
  const spec = { where: null, ...asked, runId: randomUUID(), databaseId: randomUUID(), serverId };
  const layout = await engine.backfill.layout(connection, spec, { shards });
  await engine.backfill.prepare(connection, spec, layout);
  return { spec, layout };
}

/** A batch that waits for the locks that others hold. */
export const plain = (limit: number): BatchRequest => ({ limit, mode: "plain" });

/** A lock is waited for some time only, and on a busy machine any holder may stand still for longer: then again. */
export async function untilFree<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (engine.errors.classify(error) !== "lock-wait") throw error;
    }
  }
}

/** Rows that still differ, over the whole table. */
export async function countDiffering(
  engine: Engine,
  connection: Connection,
  { spec, layout }: Scene,
  limit = 100,
): Promise<number> {
  let differing = 0;
  for (let from: KeyText | null = NO_KEY; from !== null; ) {
    const page: VerifiedPage = await engine.verifier.verifyPage(connection, spec, layout, { from, hi: NO_KEY, limit });
    differing += page.differing;
    from = page.last ? null : page.to;
  }
  return differing;
}

export const openShards = (shards: readonly ShardCheckpoint[]): readonly ShardCheckpoint[] =>
  shards.filter((shard) => shard.state === "open");

/** Works as a slice does: claims each open shard and runs batches until the last. */
export async function finishBackfill(
  engine: Engine,
  connection: Connection,
  { spec, layout }: Scene,
  options: { readonly limit: number; readonly afterBatch?: (batch: BatchResult) => Promise<void> },
): Promise<readonly BatchResult[]> {
  const batches: BatchResult[] = [];
  for (const { shardNo } of openShards(await engine.backfill.checkpoints(connection, spec.runId))) {
    const claim = await engine.backfill.claim(connection, {
      runId: spec.runId,
      shardNo,
      floor: 0n,
      worker: "conformance",
    });
    for (let isLast = claim === null; claim && !isLast; ) {
      const batch = await engine.backfill.runBatch(connection, spec, layout, claim, plain(options.limit));
      batches.push(batch);
      isLast = batch.last;
      await options.afterBatch?.(batch);
    }
  }
  return batches;
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, it) => total + it, 0);
