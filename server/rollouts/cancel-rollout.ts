import type { Rollout } from "#contracts/rollout.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { commandRollout, type RolloutCommand } from "./command-rollout.ts";

/** Ends a rollout for good; what was changed stays changed. */
export async function cancelRollout(deps: Container, command: RolloutCommand): Promise<Rollout> {
  assertCan(command.actor, "rollout.control");
  return await commandRollout(deps, "cancel", command);
}
