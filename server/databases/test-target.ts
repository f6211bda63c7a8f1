import type { z } from "zod";
import type { TargetProbe, targetSource } from "#contracts/database.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { toTargetAddress } from "#server/targets/to-target-address.ts";
import { probeTarget } from "./probe-target.ts";

/** Tries a connection and says what was found. Where to is written down first: a failure tells about a network too. */
export async function testTarget(
  deps: Needs<"prisma" | "targets">,
  input: { readonly actor: Actor; readonly source: z.output<typeof targetSource> },
): Promise<TargetProbe> {
  assertCan(input.actor, "database.test");
  const target = toTargetAddress(input.source);
  const { engine, address } = target;
  const place = address.kind === "file" ? address.file : `${address.host}:${address.port}/${address.database}`;
  const user = address.kind === "file" ? null : address.user;
  await deps.prisma.$transaction((tx) =>
    writeAudit(tx, input.actor, {
      action: "database.try",
      objectType: "database",
      objectId: null,
      objectName: place,
      after: { engine, place, user },
    }),
  );
  return probeTarget(deps, target);
}
