import { SYSTEM } from "#server/auth/actor.ts";
import type { Container } from "#server/container.ts";
import { addRunEvent } from "#server/rollouts/run-repository.ts";
import { findBackfill } from "./backfill-repository.ts";
import type { SchedulableShard } from "./choose-shards.ts";
import { addCutShards } from "./shard-repository.ts";
import { claimCut } from "./slice-schedule-repository.ts";

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 5_000;

/**
 * Cuts what is left of a range in two, so that a free slot has something to do. The target is the truth: its owner is
 * fenced by the cut, and on claiming anew writes down what this process could not.
 */
export async function cutShard(deps: Container, { id, backfillId, shardNo }: SchedulableShard): Promise<boolean> {
  const { prisma, log } = deps;
  if (deps.draining.aborted || !(await claimCut(prisma, id))) return false;
  const backfill = await findBackfill(prisma, backfillId);
  if (!backfill) return false;
  try {
    await using target = await deps.targets.open(backfill.databaseId, {
      applicationName: `sluice:${backfill.id}:cut`,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    });
    const { engine, connection } = target;
    const made = await engine.backfill.split(connection, backfill.spec, backfill.layout, shardNo);
    if (!made) return false;
    const checkpoints = await engine.backfill.checkpoints(connection, backfill.spec.runId);
    await addCutShards(prisma, backfillId, checkpoints);
    const message = `Range ${shardNo} was cut in two, so that another slice can help: range ${made.shardNo} is new`;
    const { runId, stepId } = backfill;
    await addRunEvent(prisma, runId, { byName: SYSTEM.name, kind: "backfill.cut", message, stepId });
    return true;
  } catch (error) {
    // It is only a help: the range goes on as it is.
    log.debug({ backfillId, shardNo, reason: String(error) }, "a range could not be cut in two");
    return false;
  }
}
