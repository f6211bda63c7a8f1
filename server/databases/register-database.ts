import type { z } from "zod";
import type { Database, registerDatabaseBody, TargetProbe } from "#contracts/database.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { newId } from "#server/new-id.ts";
import { toTargetAddress } from "#server/targets/to-target-address.ts";
import { addressColumns } from "./address-columns.ts";
import { assertNoTwin } from "./assert-no-twin.ts";
import { getDatabaseRow, insertDatabase, lockRegistry } from "./database-repository.ts";
import { probeTarget } from "./probe-target.ts";
import { placeOf, toDatabase } from "./to-database.ts";

/** Saves a database after its connection was tried. One that cannot be reached is not saved. */
export async function registerDatabase(
  deps: Needs<"prisma" | "targets" | "sealer" | "feed" | "now">,
  input: z.output<typeof registerDatabaseBody> & { readonly actor: Actor },
): Promise<Database> {
  const { actor, name, environment, labels } = input;
  assertCan(actor, "database.write");
  const target = toTargetAddress(input.target);
  const probe = await probeTarget(deps, target);
  if (!input.acceptMissingRights) assertFit(probe);
  const id = newId();
  const columns = addressColumns(deps, id, target);
  await deps.prisma.$transaction(async (tx) => {
    await lockRegistry(tx);
    await assertNoTwin(tx, { name, serverId: probe.serverId });
    const facts = { name, environment, labels, probe, serverId: probe.serverId };
    await insertDatabase(tx, { id, ...columns, ...facts, checkedAt: deps.now(), createdById: actor.userId });
    const after = {
      name,
      engine: columns.engine,
      place: placeOf(columns),
      user: columns.userName,
      environment,
      labels,
    };
    await writeAudit(tx, actor, {
      action: "database.register",
      objectType: "database",
      objectId: id,
      objectName: name,
      after,
    });
  });
  await deps.feed.publish({ type: "database.changed", databaseId: id });
  return toDatabase(await getDatabaseRow(deps.prisma, id));
}

/** @throws DomainError `target-rights` with the statement that gives each missing right; `target-refused`. */
function assertFit(probe: TargetProbe): void {
  const required = probe.missing.filter((it) => it.required);
  if (required.length > 0) {
    const what = required.map((it) => it.what).join("; ");
    throw new DomainError(
      "target-rights",
      `The user may not do what migrations need: ${what}. Nothing was saved. Run the statements as an administrator and try again, or save it as it is.`,
      { details: required.map((it) => ({ message: it.grant })) },
    );
  }
  if (!probe.readOnly) return;
  throw new DomainError(
    "target-refused",
    "This database takes no writes: it is a standby, or its file may not be written. Nothing was saved. Register the primary, or save it as it is.",
  );
}
