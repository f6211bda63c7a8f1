import type { Rollout } from "#contracts/rollout.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { commandRollout, type RolloutCommand } from "./command-rollout.ts";

/** Asks a rollout to stop after what is in flight. Asking twice changes nothing. */
export async function pauseRollout(deps: Container, command: RolloutCommand): Promise<Rollout> {
  assertCan(command.actor, "rollout.control");
  return await commandRollout(deps, "pause", command);
}
