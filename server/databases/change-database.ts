import type { z } from "zod";
import type { changeDatabase as contract, Database, targetSource } from "#contracts/database.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { assertMayMove } from "#server/policies/assert-may-move.ts";
import type { ParsedTarget } from "#server/targets/parse-target-url.ts";
import { storedAddress } from "#server/targets/stored-address.ts";
import { toTargetAddress } from "#server/targets/to-target-address.ts";
import { addressColumns } from "./address-columns.ts";
import { assertNoTwin } from "./assert-no-twin.ts";
import { type DatabaseRow, getDatabaseRow, lockRegistry, updateDatabase } from "./database-repository.ts";
import { probeTarget } from "./probe-target.ts";
import { placeOf, toDatabase } from "./to-database.ts";

type Deps = Needs<"prisma" | "targets" | "sealer" | "feed" | "now">;

/** Changes name, environment, labels or the way to the same database. A new way is tried first. */
export async function changeDatabase(
  deps: Deps,
  input: z.output<(typeof contract)["body"]> & { readonly actor: Actor; readonly databaseId: string },
): Promise<Database> {
  const { actor, databaseId: id } = input;
  assertCan(actor, "database.write");
  const row = await getDatabaseRow(deps.prisma, id);
  const { name = row.name, environment = row.environment, labels = row.labels } = input;
  const moved = input.target ? await newWay(deps, row, input.target) : {};
  await deps.prisma.$transaction(async (tx) => {
    await lockRegistry(tx);
    if (name !== row.name) await assertNoTwin(tx, { name, not: id });
    await assertMayMove(tx, actor, { from: row.environment, to: environment });
    await updateDatabase(tx, id, { name, environment, labels: labels ?? {}, ...moved });
    const before = factsOf(row);
    const after = {
      ...factsOf({ ...row, ...moved, name, environment, labels }),
      connectionChanged: input.target !== undefined,
    };
    await writeAudit(tx, actor, {
      action: "database.change",
      objectType: "database",
      objectId: id,
      objectName: name,
      before,
      after,
    });
  });
  await deps.feed.publish({ type: "database.changed", databaseId: id });
  return toDatabase(await getDatabaseRow(deps.prisma, id));
}

const factsOf = (
  row: Pick<DatabaseRow, "name" | "environment" | "labels" | "file" | "host" | "port" | "databaseName" | "userName">,
) => ({
  name: row.name,
  environment: row.environment,
  labels: row.labels,
  place: placeOf(row),
  user: row.userName,
});

/** @throws DomainError `target-changed` when another database is found there. */
async function newWay(deps: Deps, row: DatabaseRow, source: z.output<typeof targetSource>) {
  const target = withKeptPassword(deps, row, toTargetAddress(source));
  if (target.engine !== row.engine)
    throw new DomainError("invalid-input", `${row.name} is not of this engine. Register another database instead.`);
  const probe = await probeTarget(deps, target);
  if (probe.serverId !== row.serverId) {
    throw new DomainError(
      "target-changed",
      `What is found there is not the database that was registered as ${row.name}. Nothing was changed. Register it as another database.`,
    );
  }
  const found = { probe, checkedAt: deps.now(), unreachableSince: null, unreachableReason: null };
  return { ...addressColumns(deps, row.id, target), ...found };
}

/** A password that is left empty stays, but it is never sent to another server or under another name. */
function withKeptPassword(deps: Needs<"sealer">, row: DatabaseRow, target: ParsedTarget): ParsedTarget {
  const { address } = target;
  if (address.kind !== "network" || address.password !== "" || row.sealedPassword === null) return target;
  const stored = storedAddress(row, deps.sealer);
  const isSameLogin =
    stored.kind === "network" &&
    stored.host === address.host &&
    stored.port === address.port &&
    stored.user === address.user;
  return isSameLogin ? { ...target, address: { ...address, password: stored.password } } : target;
}
