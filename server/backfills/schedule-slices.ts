import { SYSTEM } from "#server/auth/actor.ts";
import type { Container } from "#server/container.ts";
import { addRunEvent } from "#server/rollouts/run-repository.ts";
import { type Admission, readAdmission } from "#server/throttle/read-admission.ts";
import { findBackfill } from "./backfill-repository.ts";
import { chooseCut, chooseShards, type SchedulableShard } from "./choose-shards.ts";
import { cutShard } from "./cut-shard.ts";
import { noteAdmission } from "./note-waiting.ts";
import { type SliceLimits, sliceLimits } from "./slice-limits.ts";
import { nudgeShard, readSchedule } from "./slice-schedule-repository.ts";

/** BullMQ ids must not hold a colon; the number makes sure that no earlier job swallows this one. */
const sliceJobId = ({ id, nudge }: Pick<SchedulableShard, "id" | "nudge">): string => `${id}-${nudge}`;

/**
 * Gives the free slots of a database to shards that are not done. Called when work begins, at the end of each slice, by
 * the reconciler and when something that stopped is gone; calling it too often changes nothing.
 */
export async function scheduleSlices(deps: Container, databaseId: string): Promise<void> {
  const { prisma } = deps;
  const schedule = await readSchedule(prisma, databaseId);
  if (!schedule) return;
  const admission = await readAdmission(prisma, databaseId);
  const limits = sliceLimits(admission, deps.targets.engine(schedule.dialect).capabilities);
  await noteStanding(deps, schedule.shards, { admission, limits });
  const lost = new Set<string>();
  const shards = await Promise.all(schedule.shards.map((it) => lookFor(deps, it, lost)));
  const chosen = chooseShards(shards, limits);
  for (const shard of chosen) await enqueueSlice(deps, shard);
  for (const id of lost) await tellRebuilt(deps, id);
  const cut = chooseCut(shards, chosen, limits);
  if (cut && (await cutShard(deps, cut))) await scheduleSlices(deps, databaseId);
}

/** What keeps a backfill from working is shown with it; it goes on by itself. */
async function noteStanding(
  deps: Container,
  shards: readonly SchedulableShard[],
  { admission, limits }: { readonly admission: Admission; readonly limits: SliceLimits },
): Promise<void> {
  for (const [id, own] of Map.groupBy(shards, (it) => it.backfillId)) {
    const mayWork = own.some(({ state }) => (state === "open" ? limits.writing : limits.reading) > 0);
    await noteAdmission(deps, id, mayWork ? [] : admission.reasons);
  }
}

async function enqueueSlice({ prisma, queue }: Container, shard: SchedulableShard): Promise<void> {
  if (!(await nudgeShard(prisma, shard, "raise"))) return;
  const jobId = sliceJobId({ id: shard.id, nudge: shard.nudge + 1 });
  await queue.add("backfill.slice", { shardId: shard.id }, { jobId });
}

/** An active job without a lease is one of a worker that died at its beginning. */
const WAITING_JOBS: readonly string[] = ["waiting", "delayed", "prioritized", "waiting-children"];

/** A job that was not heard of may still wait for a free worker: then no second one is put behind it. */
async function lookFor(
  { prisma, queue, log }: Container,
  shard: SchedulableShard,
  lost: Set<string>,
): Promise<SchedulableShard> {
  if (shard.standing !== "overdue") return shard;
  try {
    const state = await queue.stateOf("backfill.slice", sliceJobId(shard));
    if (state === null) lost.add(shard.backfillId);
    if (state === null || !WAITING_JOBS.includes(state)) return shard;
  } catch (error) {
    log.debug({ shardId: shard.id, reason: String(error) }, "the state of a job could not be read");
    return shard;
  }
  await nudgeShard(prisma, shard, "touch");
  return { ...shard, standing: "queued" };
}

async function tellRebuilt({ prisma, log }: Container, backfillId: string): Promise<void> {
  const backfill = await findBackfill(prisma, backfillId);
  if (!backfill) return;
  log.warn({ backfillId }, "jobs were not in the queue any more and were added again");
  await addRunEvent(prisma, backfill.runId, {
    byName: SYSTEM.name,
    kind: "queue.rebuilt",
    message: "Work that Redis had lost was put back into the queue; nothing else was lost",
    stepId: backfill.stepId,
    severity: "warning",
  });
}
