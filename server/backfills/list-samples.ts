import type { Sample } from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { findRunOfRollout } from "#server/rollouts/run-repository.ts";
import { downsample } from "./downsample.ts";
import { samplesOf } from "./sample-repository.ts";

const MOST = 600;

/** Kept figures of a rollout's backfills, oldest first. */
export async function listSamples(
  { prisma }: Needs<"prisma">,
  { actor, rolloutId }: { readonly actor: Actor; readonly rolloutId: string },
): Promise<{ items: Sample[] }> {
  assertCan(actor, "rollout.read");
  const run = await findRunOfRollout(prisma, rolloutId);
  if (!run) throw new DomainError("not-found", "There is no such rollout.");
  const ids = run.steps.flatMap((step) => (step.backfill ? [step.backfill.id] : []));
  const all = await samplesOf(prisma, ids);
  const items = ids.flatMap((id) =>
    downsample(
      all.filter((sample) => sample.backfillId === id),
      MOST,
    ),
  );
  return { items: items.sort((a, b) => a.at - b.at) };
}
