import { DomainError } from "#core/domain/domain-error.ts";
import type { Container } from "#server/container.ts";
import { failBackfill, noteUnreachable, pauseByFailure } from "./fail-backfill.ts";
import { noteShardError } from "./shard-repository.ts";
import type { Slice } from "./slice.ts";

/**
 * Errors of the control database pass: the reconciler tries again. What may pass by itself is tried again or, after
 * many tries, pauses the run; all others stop the backfill.
 */
export async function answerFailure(
  deps: Container,
  { backfill, shard, signal }: Pick<Slice, "backfill" | "shard" | "signal">,
  error: unknown,
): Promise<"fenced" | "failed"> {
  if (!(error instanceof DomainError)) throw error;
  if (error.code === "fenced" || signal.aborted) return "fenced";
  await noteShardError(deps.prisma, shard.id, error.message);
  if (error.code === "target-unreachable") await noteUnreachable(deps, backfill, error.message);
  else if (error.retryable) await pauseByFailure(deps, backfill, { shardId: shard.id, error });
  else await failBackfill(deps, backfill, { shardId: shard.id, error });
  return "failed";
}
