import { setTimeout as wait } from "node:timers/promises";
import type { Api } from "#cli/api.ts";
import { getRollout, type Rollout } from "#contracts/rollout.ts";
import { isAtWork } from "#core/domain/run-state.ts";

/** Waits for a standing of a rollout. @throws when it has ended without it: it will not come any more. */
export async function rolloutReaches(
  api: Api,
  rolloutId: string,
  holds: (rollout: Rollout) => boolean,
): Promise<Rollout> {
  for (;;) {
    const rollout = await api.call(getRollout, { params: { rolloutId } });
    if (holds(rollout)) return rollout;
    if (!isAtWork(rollout.state)) throw new Error(`The rollout is ${rollout.state}: ${rollout.headline}`);
    await wait(100);
  }
}
