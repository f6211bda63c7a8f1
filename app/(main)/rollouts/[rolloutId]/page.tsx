import type { Metadata } from "next";
import { foundOr404, signedIn } from "#app/_lib/signed-in.ts";
import { listSamples } from "#server/backfills/list-samples.ts";
import { getRollout } from "#server/rollouts/get-rollout.ts";
import { listRolloutEvents } from "#server/rollouts/list-rollout-events.ts";
import { ControlRoom } from "./control-room.tsx";

interface Props {
  readonly params: Promise<{ rolloutId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { actor, deps } = await signedIn();
  const rollout = await foundOr404(getRollout(deps, { actor, ...(await params) }));
  return { title: `${rollout.migrationTitle} on ${rollout.databaseName}` };
}

export default async function RolloutPage({ params }: Props) {
  const { rolloutId } = await params;
  const { actor, deps } = await signedIn();
  const [rollout, events, samples] = await foundOr404(
    Promise.all([
      getRollout(deps, { actor, rolloutId }),
      listRolloutEvents(deps, { actor, rolloutId, query: { limit: 50 } }),
      listSamples(deps, { actor, rolloutId }),
    ]),
  );
  return <ControlRoom initial={rollout} events={events} samples={samples.items} role={actor.role} />;
}
