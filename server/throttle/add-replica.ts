import type { z } from "zod";
import type { targetSource } from "#contracts/database.ts";
import type { Throttle } from "#contracts/throttle.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { probeTarget } from "#server/databases/probe-target.ts";
import { newId } from "#server/new-id.ts";
import { toTargetAddress } from "#server/targets/to-target-address.ts";
import { getThrottle } from "./get-throttle.ts";
import { getThrottleRow, insertReplica } from "./throttle-repository.ts";

/** From now on the lag of a standby is watched by the heartbeat row that arrives there. Its connection is tried first. */
export async function addReplica(
  deps: Container,
  input: {
    readonly actor: Actor;
    readonly databaseId: string;
    readonly name: string;
    readonly target: z.output<typeof targetSource>;
  },
): Promise<Throttle> {
  const { actor, databaseId, name } = input;
  assertCan(actor, "throttle.write");
  const row = await getThrottleRow(deps.prisma, databaseId);
  if (row.replicas.some((it) => it.name === name))
    throw new DomainError("conflict", `${row.name} has a replica ${name} already. Nothing was added.`);
  const parsed = toTargetAddress(input.target);
  const { address } = parsed;
  if (parsed.engine !== row.engine || address.kind !== "network")
    throw new DomainError(
      "invalid-input",
      `A replica of ${row.name} must be a server of the same kind. Nothing was added.`,
    );
  const probe = await probeTarget(deps, parsed);
  if (!probe.readOnly)
    throw new DomainError("invalid-input", `${name} takes writes: it is no standby. Nothing was added.`);
  const [found, own] = [probe.serverId, row.serverId ?? ""].map((it) => it.split("/")[0]);
  if (found !== own)
    throw new DomainError(
      "target-changed",
      `${name} is a standby of another server than ${row.name}. Nothing was added.`,
    );
  const id = newId();
  const { host, port, database, user, password, tls } = address;
  const sealedPassword = deps.sealer.seal(password, id);
  await deps.prisma.$transaction(async (tx) => {
    const data = { id, databaseId, name, host, port, databaseName: database, userName: user, tls, sealedPassword };
    await insertReplica(tx, data);
    await writeAudit(tx, actor, {
      action: "replica.add",
      objectType: "database",
      objectId: databaseId,
      objectName: row.name,
      before: null,
      after: { name, host, port, database, user },
    });
  });
  await deps.feed.publish({ type: "throttle.changed", databaseId });
  return getThrottle(deps, { actor, databaseId });
}
