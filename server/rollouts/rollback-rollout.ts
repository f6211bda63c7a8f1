import type { Rollout } from "#contracts/rollout.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { commandRollout, type RolloutCommand } from "./command-rollout.ts";

/** Undoes the steps in reverse order, up to the point of no return. */
export async function rollbackRollout(deps: Container, command: RolloutCommand): Promise<Rollout> {
  assertCan(command.actor, "rollout.rollback");
  return await commandRollout(deps, "rollback", command);
}
