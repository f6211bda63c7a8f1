import type { Container } from "#server/container.ts";
import { newId } from "#server/new-id.ts";
import { leaseOwner } from "#server/worker-name.ts";
import { busyDatabases, closeIdleSlowdowns } from "./health-repository.ts";
import { TargetWatch } from "./target-watch.ts";

export interface Sampler {
  /** Looks at every target on which a backfill runs, if no other worker does. Every second. */
  tick(): Promise<void>;
  /** Frees those who wait for us. Several times a second. */
  guard(): Promise<void>;
  close(): Promise<void>;
}

/** One for each worker; each target is sampled by one of them. */
export function createSampler(deps: Container): Sampler {
  const owner = leaseOwner(newId());
  const watches = new Map<string, TargetWatch>();

  async function forget(databaseId: string): Promise<void> {
    const watch = watches.get(databaseId);
    watches.delete(databaseId);
    await watch?.close();
  }

  return {
    async tick() {
      const busy = new Set(await busyDatabases(deps.prisma));
      for (const databaseId of [...watches.keys()].filter((it) => !busy.has(it))) {
        await forget(databaseId);
        await closeIdleSlowdowns(deps.prisma);
      }
      for (const databaseId of busy) {
        const watch = watches.get(databaseId) ?? new TargetWatch(deps, databaseId, owner);
        watches.set(databaseId, watch);
        // Not waited for: a target that hangs must not hold up the others.
        watch.look().catch((error: unknown) => {
          deps.log.warn({ databaseId, err: error }, "the health of a target could not be written down");
        });
      }
    },
    async guard() {
      await Promise.all([...watches.values()].map((watch) => watch.guard()));
    },
    async close() {
      await Promise.allSettled([...watches.keys()].map(forget));
    },
  };
}
