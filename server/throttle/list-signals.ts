import type { z } from "zod";
import { type listSignals as contract, type Slowdown, slowdown } from "#contracts/throttle.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getThrottle } from "./get-throttle.ts";
import {
  findSampledSpan,
  listSignalSamples,
  listSlowdowns,
  type StoredSignalSample,
} from "./signal-history-repository.ts";

const MOST_SAMPLES = 600;
const MOST_SLOWDOWNS = 500;

/** Readings over the time of a rollout's backfills, and when and why they were slow or stood. */
export async function listSignals(
  deps: Needs<"prisma">,
  input: { readonly actor: Actor; readonly rolloutId: string },
): Promise<z.output<(typeof contract)["response"]>> {
  const { actor, rolloutId } = input;
  assertCan(actor, "rollout.read");
  const span = await findSampledSpan(deps.prisma, rolloutId);
  if (!span) throw new DomainError("not-found", "There is no such rollout.");
  const { databaseId, isRunning, backfillIds } = span;
  const [samples, slowdowns, now] = await Promise.all([
    listSignalSamples(deps.prisma, span),
    listSlowdowns(deps.prisma, backfillIds, MOST_SLOWDOWNS),
    isRunning ? getThrottle(deps, { actor, databaseId }) : null,
  ]);
  return { readings: now?.readings ?? [], samples: merged(samples), slowdowns: slowdowns.map(toSlowdown) };
}

/** Neighbours put together, each value by its mean. */
function merged(samples: readonly StoredSignalSample[]): { at: number; values: Record<string, number> }[] {
  const size = Math.max(1, Math.ceil(samples.length / MOST_SAMPLES));
  const groups: { at: number; values: Record<string, number> }[] = [];
  for (let from = 0; from < samples.length; from += size) {
    const group = samples.slice(from, from + size);
    const keys = new Set(group.flatMap(({ values }) => Object.keys(values)));
    const mean = (key: string) => {
      const known = group.flatMap(({ values }) => values[key] ?? []);
      return known.reduce((sum, value) => sum + value, 0) / known.length;
    };
    const values = Object.fromEntries([...keys].map((key) => [key, mean(key)]));
    groups.push({ at: group.at(-1)?.at.getTime() ?? 0, values });
  }
  return groups;
}

const toSlowdown = (row: Awaited<ReturnType<typeof listSlowdowns>>[number]): Slowdown =>
  slowdown.parse({
    ...row,
    since: row.since.toISOString(),
    until: row.until?.toISOString() ?? null,
    resumeAt: null,
  });
