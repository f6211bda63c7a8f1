import type { Sample } from "#contracts/rollout.ts";
import type { PrismaClient } from "#prisma/client/client.ts";
import { downsample } from "./downsample.ts";
import { addSample, replaceSamples } from "./sample-repository.ts";

/** Rows that a backfill keeps at most, however many batches it has, and what is left of them when there are more. */
const MOST_SAMPLES = 2_000;
const LEFT_SAMPLES = 1_000;
/** Counting is not needed after each one: a few more do no harm. */
const COUNT_EVERY = 20;
let sinceCount = 0;

/** Stores a sample, and thins those of its backfill when they are too many. */
export async function keepSample(prisma: PrismaClient, sample: Sample): Promise<void> {
  await addSample(prisma, sample);
  sinceCount += 1;
  if (sinceCount < COUNT_EVERY) return;
  sinceCount = 0;
  await replaceSamples(prisma, sample.backfillId, MOST_SAMPLES, (all) => downsample(all, LEFT_SAMPLES));
}
