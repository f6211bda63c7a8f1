import type { z } from "zod";
import type { TargetProbe, targetSource } from "#contracts/database.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { toTargetAddress } from "#server/targets/to-target-address.ts";
import { probeTarget } from "./probe-target.ts";

/** Tries a connection and says what was found. */
export async function testTarget(
  deps: Needs<"targets">,
  input: { readonly actor: Actor; readonly source: z.output<typeof targetSource> },
): Promise<TargetProbe> {
  assertCan(input.actor, "database.test");
  return probeTarget(deps, toTargetAddress(input.source));
}
