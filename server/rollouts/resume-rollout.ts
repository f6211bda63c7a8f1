import type { Rollout } from "#contracts/rollout.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { commandRollout, type RolloutCommand } from "./command-rollout.ts";

/** Lets a paused or failed rollout go on where it stopped. */
export async function resumeRollout(deps: Container, command: RolloutCommand): Promise<Rollout> {
  assertCan(command.actor, "rollout.control");
  return await commandRollout(deps, "resume", command);
}
