import type { Container } from "#server/container.ts";
import { ALONE } from "./rollouts.ts";

/** Makes a target's health known and good, as if its sampler had just read it, for tests that are about other things. */
export async function healthyTarget(deps: Container, databaseId: string, slices = 2): Promise<void> {
  const verdict = { reasons: [], speed: 1, failure: null };
  // Never too old within a test.
  const health = { at: new Date(Date.now() + 86_400_000), verdict, slices };
  // A real sampler that runs beside it comes to the same number.
  await deps.prisma.database.update({ where: { id: databaseId }, data: { throttle: { ...ALONE, maxSlices: slices } } });
  await deps.prisma.targetHealth.upsert({
    where: { databaseId },
    create: { databaseId, ...health },
    update: health,
  });
}
